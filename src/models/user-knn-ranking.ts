import { checkInteger, checkNumber, checkOneOf } from "../check.ts";
import { type Csr, rowIndices, transpose } from "../data/csr.ts";
import type { RankingBatch } from "../kernels/ranking.ts";
import { checkHistories } from "./histories.ts";
import { selectTop } from "./item-weights.ts";
import type { RankingModel } from "./model.ts";
import { type OptionReader, readOptions } from "./options.ts";
import { countInteractions, popularityOrder, rankByPopularity } from "./popularity.ts";
import { similarByUsers } from "./similar-by-users.ts";
import { type Savable, type StateReader, stateOf } from "./state.ts";

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

const KIND = "user-knn";

const READERS: { readonly [Key in keyof UserKnnRankingOptions]: OptionReader<UserKnnRankingOptions[Key]> } = {
  similarity: (name, value) => checkOneOf(name, value, ["cosine", "jaccard", "tf-idf"]),
  k: (name, value) => checkInteger(name, value, 1, 100_000),
  shrinkage: (name, value) => checkNumber(name, value, 0, 1e6),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function userKnnRankingOptions(given: Readonly<Record<string, unknown>>): UserKnnRankingOptions {
  return readOptions(KIND, USER_KNN_RANKING_DEFAULTS, READERS, given);
}

const MAXIMUM_LENGTH = 0x7fff_ffff;

/** The half that ranks, as fitted. */
export interface UserKnnRankingModel extends RankingModel, Savable {
  readonly kind: "user-knn";
}

/**
 * The model over these interactions (users × items), which it keeps. A user costs O(Σ_(j∈S) n_j + k · mean history + items).
 */
export function fitUserKnnRanking(interactions: Csr, options: UserKnnRankingOptions): UserKnnRankingModel {
  const itemCount = interactions.columnCount;
  const popularity = countInteractions(interactions);
  const order = popularityOrder(popularity);
  const itemWeights = weightsOfItems(popularity, interactions.rowCount, options);
  const { scoresFor } = createUserKnnRanker(interactions, itemWeights, options);
  const isOwn = new Uint8Array(itemCount);
  return {
    kind: KIND,
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
        const scores = scoresFor(own);
        for (const item of own) isOwn[item] = 1;
        selectTop(scores, isOwn, batch, row);
        for (const item of own) isOwn[item] = 0;
      }
      return batch;
    },
    state: () => (options.similarity === "tf-idf" ? stateOf({ itemWeights }) : new Map()),
  };
}

/** The half that ranks, over the interactions of an artefact (users × items). Options are those of rankings alone. */
export function restoreUserKnnRanking(
  given: Readonly<Record<string, unknown>>,
  state: StateReader,
  interactions: Csr,
): UserKnnRanker {
  const options = userKnnRankingOptions(given);
  const { columnCount } = interactions;
  const itemWeights =
    options.similarity === "tf-idf" ? state.f64("itemWeights", columnCount) : new Float64Array(columnCount).fill(1);
  return createUserKnnRanker(interactions, itemWeights, options);
}

/** w_j of each item. Logarithms differ between engines in the last bit, so that an artefact keeps them. */
function weightsOfItems(
  popularity: Float32Array,
  userCount: number,
  { similarity }: UserKnnRankingOptions,
): Float64Array {
  return Float64Array.from(popularity, (count) =>
    similarity !== "tf-idf" ? 1 : count > 0 ? Math.log(userCount / count) ** 2 : 0,
  );
}

/** Ranks for histories over the interactions of others. */
export interface UserKnnRanker {
  /** The score of every item for a history that is not empty: f32[items], overwritten by the next call. */
  scoresFor(own: Uint32Array): Float32Array;
  /** How alike the items are to one by who has them, f32[items]. */
  similarTo(item: number): Float32Array;
}

function createUserKnnRanker(
  interactions: Csr,
  itemWeights: Float64Array,
  options: UserKnnRankingOptions,
): UserKnnRanker {
  const byItem = transpose(interactions);
  const neighbours = neighbourFinder(interactions, byItem, itemWeights, options);
  const scores = new Float32Array(interactions.columnCount);
  return {
    scoresFor: (own) => {
      scores.fill(0);
      const { items: users, scores: similarities } = neighbours(own);
      for (let place = 0; place < users.length && similarities[place]! > 0; place++) {
        const similarity = similarities[place]!;
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
  { similarity, k, shrinkage }: UserKnnRankingOptions,
): (own: Uint32Array) => RankingBatch {
  const users = interactions.rowCount;
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
