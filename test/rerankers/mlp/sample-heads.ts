import { createRandom } from "../../../src/random.ts";
import { type HeadWeights, initialWeights } from "../../../src/rerankers/mlp/weights.ts";
import type { HeadInput } from "../../../src/rerankers/reranker.ts";

/** Candidates with random features of different sizes; the share `unknown` of all but the first is NaN. */
export function randomInput(featureCount: number, count: number, seed: number, unknown = 0): HeadInput {
  const random = createRandom(seed);
  const features = Float32Array.from({ length: count * featureCount }, (_, at) => {
    const feature = at % featureCount;
    const value = random.nextGaussian() * (1 + (feature % 3)) + (feature % 5);
    return feature > 0 && random.nextFloat() < unknown ? Number.NaN : value;
  });
  return { count, features };
}

/** Weights of which none is zero, so that each of them matters. */
export function shakenWeights(featureCount: number, hidden: readonly number[], seed: number): HeadWeights {
  const random = createRandom(seed);
  const shake = (values: Float32Array): Float32Array => values.map((value) => value + 0.3 * random.nextGaussian());
  const scales = {
    means: Float32Array.from({ length: featureCount }, () => 2 * random.nextGaussian()),
    deviations: Float32Array.from({ length: featureCount }, () => 0.5 + random.nextFloat()),
  };
  const start = initialWeights(hidden, scales, random);
  return {
    ...start,
    skip: 0.7,
    layers: start.layers.map((layer) => ({ ...layer, kernel: shake(layer.kernel), bias: shake(layer.bias) })),
  };
}

/** Scales that change nothing. */
export function unitScales(featureCount: number): HeadWeights["scales"] {
  return { means: new Float32Array(featureCount), deviations: new Float32Array(featureCount).fill(1) };
}
