import { type Csr, rowIndices, transpose } from "../../data/csr.ts";
import { log } from "../../elementary.ts";
import type { RankingBatch } from "../../kernels/ranking.ts";
import { countInteractions } from "../item-counts.ts";
import { choice, formerly, integer, number, type OptionsOf } from "../option-specs.ts";
import { powerByRoots } from "../power.ts";
import { selectTop } from "../select-top.ts";
import { type ModelState, type StateReader, stateOf } from "../state.ts";
import { similarByUsers } from "./similar-by-users.ts";

/**
 * User neighbourhoods for ranking: an item is recommended for being had by users with a similar history.
 *
 *   score(u, i) = Σ_(v ∈ N_k(u), i∈S_v) sim(u, v)^q        N_k(u): the k = neighbours users of train that are most similar to the history
 *
 * With S the history, c = Σ_(j∈S ∩ S_v) w_j and h = shrinkage:
 *
 *   cosine   w_j = 1:                     c / (√|S| √|S_v| + h)
 *   jaccard  w_j = 1:                     c / (|S| + |S_v| − c + h)
 *   tf-idf   w_j = ln(users / n_j)²:      c / (√(Σ_S w_j) √(Σ_(S_v) w_j) + h)
 *   bm25     w_j = ln(users/(1 + n_j))²:  c · f(|S|) · f(|S_v|),   f(n) = (K₁ + 1) / (K₁ (1 − B + B n / mean |S_v|) + 1)
 *
 * q = locality: beyond 1 the nearest count more; similarities are then taken relative to the nearest one. h has no effect on
 * bm25, and w_j is 0 for an item that nearly all users have. Similarities are computed for every question, over lists of the
 * users of each item: any user with a history can be served, and nothing is trained. A user of train meets themselves among the
 * neighbours; that brings no item that is not their own, but takes one of the k places. Equal similarities: lower user index
 * first. Values of interactions are not read. Items that no neighbour has are ranked by popularity (models/popular-tail.ts).
 *
 * Sources: Sarwar, Karypis, Konstan & Riedl 2000, section 3; for q Aiolli 2013; bm25 is that of the package `implicit`, with
 * users for documents.
 */
export const userKnnRankingSpecs = {
  /** Defaults are chosen on validation parts of MovieLens 100K, ml-latest-small and Gowalla: docs/models/item-weights.md. */
  similarity: choice(["cosine", "jaccard", "tf-idf", "bm25"], "tf-idf"),
  /** Neighbours of a user. */
  neighbours: formerly(integer(1, 100_000, 100), "k"),
  /** h ≥ 0, in the unit of the denominator. */
  shrinkage: number(0, 1e6, 0),
  /** q, 0.01 to 100. */
  locality: number(0.01, 100, 2),
  /** K₁ ≥ 0 of bm25: how much a long history damps its entries. */
  K1: number(0, 1e6, 1.2),
  /** B from 0 to 1 of bm25. */
  B: number(0, 1, 0.75),
};

export type UserKnnRankingOptions = OptionsOf<typeof userKnnRankingSpecs>;

/** Whether items weigh differently, so that an artefact keeps their weights. */
function weighsItems({ similarity }: UserKnnRankingOptions): boolean {
  return similarity === "tf-idf" || similarity === "bm25";
}

/** What an artefact keeps of rankings: w_j, where items weigh differently. */
export function userKnnRankingState(interactions: Csr, options: UserKnnRankingOptions): ModelState {
  if (!weighsItems(options)) return new Map();
  return stateOf({ itemWeights: weightsOfItems(countInteractions(interactions), interactions.rowCount, options) });
}

/**
 * The half that ranks, over the interactions of an artefact (users × items), which it keeps. A user costs
 * O(Σ_(j∈S) n_j + k · mean history + items).
 */
export function restoreUserKnnRanking(
  options: UserKnnRankingOptions,
  state: StateReader,
  interactions: Csr,
): UserKnnRanker {
  const { columnCount } = interactions;
  const itemWeights = weighsItems(options)
    ? state.f64("itemWeights", columnCount)
    : new Float64Array(columnCount).fill(1);
  return createUserKnnRanker(interactions, itemWeights, options);
}

/** w_j of each item. Logarithms differ between engines in the last bit, so that an artefact keeps them. */
function weightsOfItems(
  popularity: Float32Array,
  userCount: number,
  { similarity }: UserKnnRankingOptions,
): Float64Array {
  return Float64Array.from(popularity, (count) => {
    if (similarity === "bm25") return Math.max(0, log(userCount / (1 + count))) ** 2;
    return count > 0 ? log(userCount / count) ** 2 : 0;
  });
}

/** Ranks for histories over the interactions of others. */
export interface UserKnnRanker {
  /** The score of every item for a history: f32[items], overwritten by the next call. */
  scoresFor(own: Uint32Array): Float32Array;
  /** How alike the items are to one by the users who have them, f32[items]. */
  similarTo(item: number): Float32Array;
}

function createUserKnnRanker(
  interactions: Csr,
  itemWeights: Float64Array,
  options: UserKnnRankingOptions,
): UserKnnRanker {
  const byItem = transpose(interactions);
  const neighbours = neighbourFinder(interactions, byItem, itemWeights, options);
  const { locality } = options;
  const scores = new Float32Array(interactions.columnCount);
  return {
    scoresFor: (own) => {
      scores.fill(0);
      const { items: users, scores: similarities } = neighbours(own);
      for (let place = 0; place < users.length && similarities[place]! > 0; place++) {
        const near = similarities[place]!;
        const similarity = locality === 1 ? near : powerByRoots(near / similarities[0]!, locality);
        for (const item of rowIndices(interactions, users[place]!)) scores[item]! += similarity;
      }
      return scores;
    },
    similarTo: (item) => similarByUsers(interactions, byItem, item),
  };
}

/** Finds the users of train that are nearest to a history, best first; those without anything in common score 0. */
function neighbourFinder(
  interactions: Csr,
  byItem: Csr,
  weights: Float64Array,
  options: UserKnnRankingOptions,
): (own: Uint32Array) => RankingBatch {
  const users = interactions.rowCount;
  const { similarity, neighbours } = options;
  const compare = comparison(options, interactions.indices.length / Math.max(1, users));
  const totalOf = (items: Uint32Array): number => {
    let total = 0;
    for (const item of items) total += weights[item]!;
    return total;
  };
  // What bm25 asks of a row is its length, the others what its items weigh.
  const termOf = (items: Uint32Array): number => (similarity === "bm25" ? items.length : totalOf(items));
  const terms = Float64Array.from({ length: users }, (_, user) => termOf(rowIndices(interactions, user)));
  const common = new Float32Array(users);
  const isOut = new Uint8Array(users);
  const width = Math.min(neighbours, users);
  const batch: RankingBatch = {
    queryCount: 1,
    k: width,
    items: new Uint32Array(width),
    scores: new Float32Array(width),
  };
  return (own) => {
    common.fill(0);
    for (const item of own) {
      const weight = weights[item]!;
      for (const user of rowIndices(byItem, item)) common[user]! += weight;
    }
    const term = termOf(own);
    for (let user = 0; user < users; user++) {
      const shared = common[user]!;
      if (shared !== 0) common[user] = compare(shared, term, terms[user]!);
    }
    selectTop(common, isOut, batch, 0);
    return batch;
  };
}

/** The similarity of two rows by what they share and the term of each. */
function comparison(
  { similarity, shrinkage, K1, B }: UserKnnRankingOptions,
  meanLength: number,
): (shared: number, own: number, other: number) => number {
  const damped = (length: number): number => (K1 + 1) / (K1 * (1 - B + (B * length) / meanLength) + 1);
  switch (similarity) {
    case "jaccard":
      return (shared, own, other) => shared / (own + other - shared + shrinkage);
    case "bm25":
      return (shared, own, other) => shared * damped(own) * damped(other);
    default:
      return (shared, own, other) => shared / (Math.sqrt(own * other) + shrinkage);
  }
}
