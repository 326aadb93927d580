import type { HeadWeights } from "../../../src/rerankers/mlp/weights.ts";
import type { HeadInput } from "../../../src/rerankers/reranker.ts";

/** Scores of the network in plain f64, candidate by candidate, straight from the definitions. */
export function referenceScores({ scales, skip, layers }: HeadWeights, { count, features }: HeadInput): number[] {
  const width = scales.means.length;
  return Array.from({ length: count }, (_, row) => {
    const own = Array.from(features.slice(row * width, (row + 1) * width));
    let values = own.map((value, feature) =>
      Number.isNaN(value) ? 0 : (value - scales.means[feature]!) / scales.deviations[feature]!,
    );
    for (const [index, { kernel, bias, width: outputs }] of layers.entries()) {
      const sums = Array.from(bias, (start, column) =>
        values.reduce((sum, value, input) => sum + value * kernel[input * outputs + column]!, start),
      );
      values = index + 1 < layers.length ? sums.map((value) => Math.max(0, value)) : sums;
    }
    return skip * own[0]! + values[0]!;
  });
}
