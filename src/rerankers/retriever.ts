import type { Ranking } from "../kernels/ranking.ts";
import { signalLength } from "../models/popular-tail.ts";
import type { Retrieval, RetrievalOptions, Retrieved } from "../models/retrieval/retrieval.ts";
import type { ServedModel } from "../models/served-model.ts";
import { type Likeness, likenessOf } from "./likeness.ts";
import type { Person } from "./person.ts";

/** A model as it finds candidates for a re-ranker, and as the features of these see it. */
export interface Retriever {
  /** Of the model: `implicit-als`. */
  readonly name: string;
  /** The best items for a person, at most `width`; only those that follow from the history. */
  best(person: Person, width: number, options: RetrievalOptions): Ranking;
  /** f32[items]: the score of each of `items` for a person; it is that of lists but for rounding. */
  scores(person: Person, items: Uint32Array): Float32Array;
  readonly likeness: Likeness | undefined;
}

/** A restored model as a retriever. */
export function retrieverOf(name: string, served: ServedModel, retrieval: Retrieval): Retriever {
  const score = scorerOf(served, retrieval);
  return {
    name,
    likeness: likenessOf(served, retrieval.vectors),
    best: (person, width, options) => {
      if (person.items.length === 0) return NOTHING;
      return following(retrieval.scan(person.items, person.weightsFor(served), width, { ...options, sequence: person.sequence }));
    },
    scores: (person, items) => score(person, person.weightsFor(served), items),
  };
}

const NOTHING: Ranking = { items: new Uint32Array(0), scores: new Float32Array(0) };

/** The items of a list that follow from its history. */
export function following({ ranking }: Pick<Retrieved, "ranking">): Ranking {
  const end = signalLength(ranking);
  return { items: ranking.items.subarray(0, end), scores: ranking.scores.subarray(0, end) };
}

type Scorer = (person: Person, weights: Float32Array, items: Uint32Array) => Float32Array;

/** How a model scores some items. Factors: a dot product each. Weights: the rows of the history. Others compute all scores. */
function scorerOf({ retrieve }: ServedModel, { vectors }: Retrieval): Scorer {
  switch (retrieve.by) {
    case "factors":
      return (person, weights, items) => {
        const scores = new Float32Array(items.length);
        if (!vectors || person.items.length === 0) return scores;
        const user = vectors.userFactors(person.items, weights, person.sequence);
        const rows = vectors.itemFactors(items);
        for (let place = 0, at = 0; place < items.length; place++) {
          let sum = 0;
          for (let lane = 0; lane < user.length; lane++, at++) sum += user[lane]! * rows[at]!;
          scores[place] = sum;
        }
        return scores;
      };
    case "weights": {
      const sums = likenessOf({ retrieve }, undefined)?.sums;
      const { weigh } = retrieve;
      return (person, weights, items) =>
        sums?.(items, person.items, weigh ? weigh(weights, person.items, person.sequence) : weights) ?? new Float32Array(items.length);
    }
    case "scores":
      return (person, weights, items) => {
        const { scores, isSilent } = retrieve.scoresOf(person.items, weights, () => false, person.sequence);
        return Float32Array.from(items, (item) => (isSilent?.[item] === 1 ? 0 : scores[item]!));
      };
    case "popularity":
      return (_person, _weights, items) => new Float32Array(items.length);
  }
}
