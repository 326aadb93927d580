import { MAXIMUM_NEIGHBOURS } from "../item-weights/maximum-neighbours.ts";
import { choice, flag, formerly, integer, number, type OptionsOf } from "../option-specs.ts";

/**
 * Item neighbourhoods for ranking: an item is recommended for being like items of the history.
 *
 *   score(u, i) = Σ_(j∈S_u ∩ N_k(i)) sim(i, j)^q        N_k(i): the k = neighbours items j ≠ i most similar to i;  q = locality
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
export const itemKnnRankingSpecs = {
  similarity: choice(["cosine", "jaccard", "tf-idf", "bm25"], "bm25"),
  /** Neighbours kept of each item. */
  neighbours: formerly(integer(1, MAXIMUM_NEIGHBOURS, 200), "k"),
  /** h ≥ 0, in the unit of the denominator. */
  shrinkage: number(0, 1e6, 0),
  normalize: flag(false),
  /** a, from 0 to 1: how much of the length is the recommended item's own; of cosine and tf-idf. */
  asymmetry: number(0, 1, 0.5),
  /** q > 0: above 1 the nearest neighbours count for more. */
  locality: number(0.01, 100, 1),
  /** K₁ ≥ 0 of bm25: how much an item's popularity damps its entries. */
  K1: number(0, 1e6, 1.2),
  /** B from 0 to 1 of bm25. */
  B: number(0, 1, 0.3),
};

export type ItemKnnRankingOptions = OptionsOf<typeof itemKnnRankingSpecs>;
