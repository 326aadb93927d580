import { checkInteger, checkNumber, checkOneOf } from "../check.ts";
import { type Csr, rowIndices, transpose } from "../data/csr.ts";
import type { RankingBatch } from "../kernels/ranking.ts";
import { checkHistories } from "./histories.ts";
import { selectTop } from "./item-weights.ts";
import type { RankingModel } from "./model.ts";
import { type OptionReader, readOptions } from "./options.ts";
import { countInteractions, popularityOrder, rankByPopularity } from "./popularity.ts";

/**
 * User neighbourhoods for ranking: an item is recommended for being had by users with a similar history.
 *
 *   score(u, i) = Σ_(v ∈ N_k(u), i∈S_v) sim(u, v)          N_k(u): the k users of train that are most similar to the history
 *
 * With S the history, c = Σ_(j∈S ∩ S_v) w_j and h = shrinkage:
 *
 *   cosine   w_j = 1:                     c / (√|S| √|S_v| + h)
 *   jaccard  w_j = 1:                     c / (|S| + |S_v| − c + h)
 *   tf-idf   w_j = ln(users / n_j)²:      c / (√(Σ_S w_j) √(Σ_(S_v) w_j) + h)
 *
 * Similarities are computed for every question, over lists of the users of each item: whoever has a history can be served,
 * and nothing is trained. A user of train meets themselves among the neighbours; that brings no item that is not their own,
 * but takes one of the k places. Equal similarities: lower user index first. Values of interactions are not read. A history
 * of which no item is known to train leaves all scores at 0. Source: Sarwar, Karypis, Konstan & Riedl 2000, section 3.
 */
export interface UserKnnRankingOptions {
  readonly similarity: "cosine" | "jaccard" | "tf-idf";
  /** Neighbours of a user. */
  readonly k: number;
  /** h ≥ 0, in the unit of the denominator. */
  readonly shrinkage: number;
}

export const USER_KNN_RANKING_DEFAULTS: UserKnnRankingOptions = { similarity: "tf-idf", k: 80, shrinkage: 0 };

const READERS: { readonly [Key in keyof UserKnnRankingOptions]: OptionReader<UserKnnRankingOptions[Key]> } = {
  similarity: (name, value) => checkOneOf(name, value, ["cosine", "jaccard", "tf-idf"]),
  k: (name, value) => checkInteger(name, value, 1, 100_000),
  shrinkage: (name, value) => checkNumber(name, value, 0, 1e6),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function userKnnRankingOptions(given: Readonly<Record<string, unknown>>): UserKnnRankingOptions {
  return readOptions("user-knn", USER_KNN_RANKING_DEFAULTS, READERS, given);
}

const MAXIMUM_LENGTH = 0x7fff_ffff;

/**
 * The model over these interactions (users × items), which it keeps. A user costs O(Σ_(j∈S) n_j + k · mean history + items).
 */
export function fitUserKnnRanking(interactions: Csr, options: UserKnnRankingOptions): RankingModel {
  const itemCount = interactions.columnCount;
  const popularity = countInteractions(interactions);
  const order = popularityOrder(popularity);
  const neighbours = neighbourFinder(interactions, popularity, options);
  const scores = new Float32Array(itemCount);
  const isOwn = new Uint8Array(itemCount);
  return {
    kind: "user-knn",
    options: { ...options },
    itemCount,
    recommendBatch: (histories, k) => {
      checkInteger("k", k, 1, MAXIMUM_LENGTH);
      checkHistories(histories, itemCount);
      const { rowCount } = histories;
      const none = new Uint32Array(0);
      const batch = rankByPopularity(
        {
          rowCount,
          columnCount: itemCount,
          offsets: new Uint32Array(rowCount + 1),
          indices: none,
          values: new Float32Array(),
        },
        k,
        popularity,
        order,
      );
      for (let row = 0; row < rowCount; row++) {
        const own = rowIndices(histories, row);
        if (own.length === 0) continue;
        scores.fill(0);
        const { items, scores: similarities } = neighbours(own);
        for (let place = 0; place < items.length && similarities[place]! > 0; place++) {
          const similarity = similarities[place]!;
          for (const item of rowIndices(interactions, items[place]!)) scores[item]! += similarity;
        }
        for (const item of own) isOwn[item] = 1;
        selectTop(scores, isOwn, batch, row);
        for (const item of own) isOwn[item] = 0;
      }
      return batch;
    },
  };
}

/** Finds the users of train that are nearest to a history, best first; those without anything in common score 0. */
function neighbourFinder(
  interactions: Csr,
  popularity: Float32Array,
  { similarity, k, shrinkage }: UserKnnRankingOptions,
): (own: Uint32Array) => RankingBatch {
  const users = interactions.rowCount;
  const byItem = transpose(interactions);
  const weights = Float64Array.from(popularity, (count) =>
    similarity !== "tf-idf" ? 1 : count > 0 ? Math.log(users / count) ** 2 : 0,
  );
  const totalOf = (items: Uint32Array): number => {
    let total = 0;
    for (const item of items) total += weights[item]!;
    return total;
  };
  const totals = Float64Array.from({ length: users }, (_, user) => totalOf(rowIndices(interactions, user)));
  const common = new Float32Array(users);
  const nobody = new Uint8Array(users);
  const width = Math.min(k, users);
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
    const total = totalOf(own);
    for (let user = 0; user < users; user++) {
      const shared = common[user]!;
      if (shared === 0) continue;
      const other = totals[user]!;
      common[user] =
        shared / (similarity === "jaccard" ? total + other - shared + shrinkage : Math.sqrt(total * other) + shrinkage);
    }
    selectTop(common, nobody, batch, 0);
    return batch;
  };
}
