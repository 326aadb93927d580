import { checkInteger, checkNumber, checkOneOf } from "../../check.ts";
import type { Csr } from "../../data/csr.ts";
import { type OptionReader, readOptions } from "../options.ts";

/**
 * Item neighbourhoods for ranking: an item is recommended for being like items of the history.
 *
 *   score(u, i) = Σ_(j∈S_u ∩ N_k(i)) sim(i, j)^q        N_k(i): the k items j ≠ i that are most similar to i;  q = locality
 *
 * With x_i the column of ones of the users of item i, n_i = |S_i| its length and h = shrinkage:
 *
 *   cosine   x_i·x_j / (‖x_i‖^2a ‖x_j‖^(2−2a) + h)     a = asymmetry: ½ is the plain cosine; above it popular items i lose
 *   jaccard  x_i·x_j / (n_i + n_j − x_i·x_j + h)
 *   tf-idf   the cosine after each entry of user u is weighted by ln(items) − ln(1 + |S_u|)
 *   bm25     x_i·x_j after each entry is weighted by that and by (K₁ + 1) / (K₁ (1 − B + B n_i / mean n) + 1); h has no effect
 *
 * With `normalize` the similarities of each N_k(i) are divided by their sum, so that no item gains by having near
 * neighbours only; that is done last. Values of the interactions are not read, neither here nor in a history. Weights below
 * zero, which users who have nearly everything would get, are 0. Sources: Deshpande & Karypis 2004; for a and q Aiolli
 * 2013; the weightings are those of the package `implicit`.
 */
export interface ItemKnnRankingOptions {
  readonly similarity: "cosine" | "jaccard" | "tf-idf" | "bm25";
  /** Neighbours kept of each item. */
  readonly k: number;
  /** h ≥ 0, in the unit of the denominator. */
  readonly shrinkage: number;
  readonly normalize: boolean;
  /** a, from 0 to 1: how much of the length is the recommended item's own; of cosine and tf-idf. */
  readonly asymmetry: number;
  /** q > 0: above 1 the nearest neighbours count for more. */
  readonly locality: number;
  /** K₁ ≥ 0 of bm25: how much an item's popularity damps its entries. */
  readonly K1: number;
  /** B from 0 to 1 of bm25. */
  readonly B: number;
}

export const ITEM_KNN_RANKING_DEFAULTS: ItemKnnRankingOptions = {
  similarity: "bm25",
  k: 200,
  shrinkage: 0,
  normalize: false,
  asymmetry: 0.5,
  locality: 1,
  K1: 1.2,
  B: 0.3,
};

/** Longest list of neighbours that can be asked for. */
export const MAXIMUM_NEIGHBOURS = 100_000;

const READERS: { readonly [Key in keyof ItemKnnRankingOptions]: OptionReader<ItemKnnRankingOptions[Key]> } = {
  similarity: (name, value) => checkOneOf(name, value, ["cosine", "jaccard", "tf-idf", "bm25"]),
  k: (name, value) => checkInteger(name, value, 1, MAXIMUM_NEIGHBOURS),
  shrinkage: (name, value) => checkNumber(name, value, 0, 1e6),
  normalize: readBoolean,
  asymmetry: (name, value) => checkNumber(name, value, 0, 1),
  locality: (name, value) => checkNumber(name, value, 0.01, 100),
  K1: (name, value) => checkNumber(name, value, 0, 1e6),
  B: (name, value) => checkNumber(name, value, 0, 1),
};

/** true or false, also as text. */
export function readBoolean(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  return checkOneOf(name, value, ["true", "false"]) === "true";
}

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function itemKnnRankingOptions(given: Readonly<Record<string, unknown>>): ItemKnnRankingOptions {
  return readOptions("item-knn", ITEM_KNN_RANKING_DEFAULTS, READERS, given);
}

/** What the similarity kernel is told: weighted users of each item, a formula and its terms. */
export interface WeightedItems {
  /** items × users */
  readonly matrix: Csr;
  /** As numbered in assembly/similarity.ts. */
  readonly formula: 0 | 1 | 2;
  /** f32[items]: of the item that is recommended. Powers of norms, counts, or ones. */
  readonly ownTerms: Float32Array;
  /** f32[items]: of the item of the history. */
  readonly terms: Float32Array;
}

/** Weights the entries of an items × users matrix for a similarity. */
export function weightItems(items: Csr, options: ItemKnnRankingOptions): WeightedItems {
  const { rowCount, offsets, indices } = items;
  const counts = Float32Array.from({ length: rowCount }, (_, row) => offsets[row + 1]! - offsets[row]!);
  const values = new Float32Array(indices.length).fill(1);
  if (options.similarity === "jaccard")
    return { matrix: { ...items, values }, formula: 2, ownTerms: counts, terms: counts };
  if (options.similarity !== "cosine") {
    const rarity = rarityOfUsers(items);
    for (let entry = 0; entry < values.length; entry++) values[entry] = rarity[indices[entry]!]!;
  }
  if (options.similarity === "bm25") {
    const mean = indices.length / Math.max(1, rowCount);
    for (let row = 0; row < rowCount; row++) {
      const damping = options.K1 * (1 - options.B + (options.B * counts[row]!) / mean) + 1;
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) values[at]! *= (options.K1 + 1) / damping;
    }
    const ones = counts.fill(1);
    return { matrix: { ...items, values }, formula: 0, ownTerms: ones, terms: ones };
  }
  const squares = Float64Array.from({ length: rowCount }, (_, row) => {
    let square = 0;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) square += values[at]! ** 2;
    return square;
  });
  const power = (exponent: number) => Float32Array.from(squares, (square) => square ** exponent);
  const [ownTerms, terms] = [power(options.asymmetry), power(1 - options.asymmetry)];
  return { matrix: { ...items, values }, formula: 1, ownTerms, terms };
}

/** ln(items) − ln(1 + |S_u|) of each user, at least 0. */
function rarityOfUsers({ rowCount, columnCount, indices }: Csr): Float64Array {
  const counts = new Float64Array(columnCount);
  for (const user of indices) counts[user]! += 1;
  return counts.map((count) => Math.max(0, Math.log(rowCount) - Math.log1p(count)));
}

/** Every weight to the power q; the same matrix for q = 1. */
export function sharpen(weights: Csr, locality: number): Csr {
  return locality === 1 ? weights : { ...weights, values: weights.values.map((value) => value ** locality) };
}

/** Divides the weights towards each item by their sum: the columns of `weights` then sum to 1. */
export function normalizeColumns(weights: Csr): Csr {
  const sums = new Float64Array(weights.columnCount);
  for (let at = 0; at < weights.indices.length; at++) sums[weights.indices[at]!]! += weights.values[at]!;
  return { ...weights, values: weights.values.map((value, at) => value / sums[weights.indices[at]!]!) };
}
