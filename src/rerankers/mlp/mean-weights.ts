import type { HeadWeights, Layer } from "./weights.ts";

/**
 * The network whose score is the mean of those of a head without hidden layers and of one with a hidden layer of H units, both
 * on the same scales. Two more units carry the sum that has none, w·x̂ = relu(w·x̂) − relu(−w·x̂), of which one is always 0:
 *
 *   score = (skip + skip′)/2 · x₀ + Σ_(h < H) v_h/2 · relu(…) + relu(w·x̂)/2 − relu(−w·x̂)/2 + (c + c′)/2
 */
export function meanWeights(flat: HeadWeights, deep: HeadWeights): HeadWeights {
  const [sum] = flat.layers as readonly [Layer];
  const [first, last] = deep.layers as readonly [Layer, Layer];
  const { inputs } = first;
  const width = first.width + 2;
  const kernel = new Float32Array(inputs * width);
  for (let input = 0; input < inputs; input++) {
    kernel.set(first.kernel.subarray(input * first.width, (input + 1) * first.width), input * width);
    kernel[input * width + first.width] = sum.kernel[input]!;
    kernel[input * width + first.width + 1] = -sum.kernel[input]!;
  }
  return {
    scales: deep.scales,
    skip: (flat.skip + deep.skip) / 2,
    layers: [
      { inputs, width, kernel, bias: Float32Array.of(...first.bias, 0, 0) },
      {
        inputs: width,
        width: 1,
        kernel: Float32Array.of(...last.kernel.map((weight) => weight / 2), 0.5, -0.5),
        bias: Float32Array.of((sum.bias[0]! + last.bias[0]!) / 2),
      },
    ],
  };
}
