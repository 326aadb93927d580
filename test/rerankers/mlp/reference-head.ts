import type { HeadWeights } from "../../../src/rerankers/mlp/weights.ts";
import type { HeadInput } from "../../../src/rerankers/reranker.ts";

/** Scores of the full network in plain f64, candidate by candidate, straight from the definitions: nothing is folded. */
export function referenceScores(weights: HeadWeights, input: HeadInput): number[] {
  const { factorCount, scales, first } = weights;
  const scores = Array.from(input.retrievalScores);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length);
  const user = Array.from(input.userFactors);

  return scores.map((score, row) => {
    const item = Array.from(input.candidateFactors.slice(row * factorCount, (row + 1) * factorCount));
    const z = deviation === 0 ? 0 : (score - mean) / deviation;
    const popularity = (Math.log(1 + input.popularity[row]!) - scales.popularityMean) / scales.popularityDeviation;
    const inputs = [
      ...user.map((value) => value * scales.user),
      ...item.map((value) => value * scales.item),
      ...item.map((value, factor) => user[factor]! * value * scales.product),
      ...[z, Math.log2(row + 2) / 8, popularity, input.tagOverlap[row]!],
    ];
    const kernel = [first.user, first.item, first.product, first.scalars].flatMap((block) => Array.from(block));
    let values = layer(inputs, kernel, first.bias);
    for (const next of weights.layers) {
      const activated = values.map((value) => Math.max(0, value));
      values = layer(activated, Array.from(next.kernel), next.bias);
    }
    return weights.skip * z + values[0]!;
  });
}

function layer(inputs: readonly number[], kernel: readonly number[], bias: Float32Array): number[] {
  const width = bias.length;
  return Array.from(bias, (start, column) =>
    inputs.reduce((sum, value, row) => sum + value * kernel[row * width + column]!, start),
  );
}
