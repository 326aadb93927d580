import type { RatingProduct } from "./rating-product.ts";

/**
 * The cosine of one item's factors to those of each item, f32[items], 0 where either has none: for rows no kernel takes.
 * Norms are taken once, O(items · factors), as is each call. Sums are f64.
 */
export function cosineScores({
  rows,
  laneCount,
  factorCount,
}: Pick<RatingProduct, "rows" | "laneCount" | "factorCount">): (item: number) => Float32Array {
  const itemCount = rows.length / laneCount;
  const dot = (a: number, b: number): number => {
    let sum = 0;
    for (let factor = 0; factor < factorCount; factor++)
      sum += rows[a * laneCount + factor]! * rows[b * laneCount + factor]!;
    return sum;
  };
  const norms = Float64Array.from({ length: itemCount }, (_, item) => Math.sqrt(dot(item, item)));
  return (item) =>
    Float32Array.from(norms, (norm, other) => {
      const size = norms[item]! * norm;
      return size === 0 ? 0 : dot(item, other) / size;
    });
}
