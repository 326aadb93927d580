import type { FoldInFactors, UserFactors } from "../fold-in.ts";
import { clippedScores, type RatingScale } from "../rating-model.ts";
import { rowsWithLanes, type ServedRatings } from "../served-ratings.ts";

/** Σ_d user[d] · item[d] in f64. */
export function productWithItem(
  user: Float32Array | Float64Array,
  { factorCount, itemFactors }: FoldInFactors,
  item: number,
): number {
  const start = item * factorCount;
  let sum = 0;
  for (let factor = 0; factor < factorCount; factor++) sum += user[factor]! * itemFactors[start + factor]!;
  return sum;
}

/** Finds bias and factors of a user by a history of items (u32) and their ratings (f32). */
export type FoldInUser = (items: Uint32Array, ratings: Float32Array) => UserFactors;

/** μ, factors and biases of items; a model without biases of items has none. */
export interface ItemsOfRatings extends FoldInFactors {
  readonly mean: number;
  readonly itemBiases: Float32Array | undefined;
}

/** Predictions r̂ = μ + b_u + b_i + p_u·q_i, clipped to the scale, of users that `userOf` finds. Ranked before clipping. */
export function servedFactors(scale: RatingScale, items: ItemsOfRatings, userOf: FoldInUser): ServedRatings {
  const { mean, itemBiases, itemFactors, factorCount } = items;
  const lanes = itemBiases ? [itemBiases] : [];
  const userBiases = lanes.map(() => 1);
  return {
    scale,
    ...clippedScores(scale, (own, given) => {
      const user = userOf(own, given);
      const level = mean + user.bias;
      if (!itemBiases) return (item) => level + productWithItem(user.factors, items, item);
      return (item) => level + itemBiases[item]! + productWithItem(user.factors, items, item);
    }),
    product: {
      get rows() {
        return rowsWithLanes(itemFactors, factorCount, lanes);
      },
      laneCount: factorCount + lanes.length,
      factorCount,
      userBiases,
      queryOf: (own, given) => Float32Array.of(...userOf(own, given).factors, ...userBiases),
    },
  };
}
