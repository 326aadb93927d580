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

/** The retriever of a model that may have searched already. */
export interface ModelRetriever extends Retriever {
  /** `best` where the search was made elsewhere: what of its list follows from the history. */
  listed(person: Person, found: Retrieved): Ranking;
}

/** A restored model as a retriever. */
export function retrieverOf(name: string, served: ServedModel, retrieval: Retrieval): ModelRetriever {
  const { look, knowsLikeness } = lookOf(served, retrieval);
  // A person is looked for and then looked at: neither weights nor factors are made twice.
  const [weights, factors] = [new WeakMap<Person, Float32Array>(), new WeakMap<Person, Float32Array>()];
  const weightsOf = (person: Person): Float32Array => {
    const own = weights.get(person) ?? person.weightsFor(served);
    weights.set(person, own);
    return own;
  };
  const listed = (person: Person, found: Retrieved): Ranking => {
    if (found.userFactors) factors.set(person, found.userFactors);
    return following(found);
  };
  return {
    name,
    knowsLikeness,
    listed,
    best: (person, width, options) => {
      if (person.items.length === 0) return NOTHING;
      const own = { ...options, sequence: person.sequence, signalOnly: true };
      return listed(person, retrieval.scan(person.items, weightsOf(person), width, own));
    },
    look: (person, asked) => look(person, weightsOf(person), { ...asked, userFactors: factors.get(person) }),
  };
}

const NOTHING: Ranking = { items: new Uint32Array(0), scores: new Float32Array(0) };

/** The items of a list that follow from its history. */
export function following({ ranking }: Pick<Retrieved, "ranking">): Ranking {
  const end = signalLength(ranking);
  return { items: ranking.items.subarray(0, end), scores: ranking.scores.subarray(0, end) };
}
