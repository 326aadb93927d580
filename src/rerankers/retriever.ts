import type { Ranking } from "../kernels/ranking.ts";
import { signalLength } from "../models/popular-tail.ts";
import type { Retrieval, RetrievalOptions, Retrieved } from "../models/retrieval/retrieval.ts";
import type { ServedModel } from "../models/served-model.ts";
import { type Asked, lookOf, type Seen } from "./look.ts";
import type { Person } from "./person.ts";

/** A model as it finds candidates for a re-ranker, and as the features of these see it. */
export interface Retriever {
  /** Of the model: `implicit-als`. */
  readonly name: string;
  /** The best items for a person, at most `width`; only those that follow from the history. */
  best(person: Person, width: number, options: RetrievalOptions): Ranking;
  look(person: Person, asked: Asked): Seen;
  /** Whether `look` says what is alike. */
  readonly knowsLikeness: boolean;
}

/** A restored model as a retriever. */
export function retrieverOf(name: string, served: ServedModel, retrieval: Retrieval): Retriever {
  const { look, knowsLikeness } = lookOf(served, retrieval.vectors);
  return {
    name,
    knowsLikeness,
    best: (person, width, options) => {
      if (person.items.length === 0) return NOTHING;
      const { sequence } = person;
      return following(retrieval.scan(person.items, person.weightsFor(served), width, { ...options, sequence }));
    },
    look: (person, asked) => look(person, person.weightsFor(served), asked),
  };
}

const NOTHING: Ranking = { items: new Uint32Array(0), scores: new Float32Array(0) };

/** The items of a list that follow from its history. */
export function following({ ranking }: Pick<Retrieved, "ranking">): Ranking {
  const end = signalLength(ranking);
  return { items: ranking.items.subarray(0, end), scores: ranking.scores.subarray(0, end) };
}
