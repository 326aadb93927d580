import { ascending } from "./statistics.ts";
import type { TransformedValues } from "./types.ts";
import { distributeValues, MAXIMUM_DISTINCT, summariseValues } from "./values.ts";

/**
 * Pairs values with their transformed values. `original` and `transformed` are f32[rows], row by row; a transform
 * maps equal values to equal values.
 */
export function compareTransformed(
  original: Float32Array,
  transformed: Float32Array,
  transforms: readonly string[],
): TransformedValues {
  const sorted = ascending(original);
  const distribution = distributeValues(sorted);
  const shown =
    distribution.kind === "distinct"
      ? distribution.values.map(({ value }) => value)
      : Array.from({ length: MAXIMUM_DISTINCT }, (_, step) => {
          return sorted[Math.round((step * (sorted.length - 1)) / (MAXIMUM_DISTINCT - 1))]!;
        });
  const wanted = new Set(shown);
  const found = new Map<number, number>();
  for (let row = 0; row < original.length && found.size < wanted.size; row++) {
    if (wanted.has(original[row]!)) found.set(original[row]!, transformed[row]!);
  }
  return {
    transforms,
    kind: distribution.kind === "distinct" ? "distinct" : "quantiles",
    pairs: Array.from(found, ([value, image]) => ({ original: value, transformed: image })).sort(
      (a, b) => a.original - b.original,
    ),
    values: summariseValues(ascending(transformed)),
  };
}
