import type * as tf from "@tensorflow/tfjs";
import { exp } from "../../elementary.ts";
import { defineLayer, integer, number, type Run, refuseShapes, widthsOf } from "../layer.ts";
import { type Reals, realsAt } from "../math.ts";

/**
 * A sample of a normal distribution by its mean and log-variance, the two halves of the input:
 *
 *   output = μ + e^(ℓ/2) ε,  ε ~ N(0, I) in training, 0 otherwise
 *
 * The loss has β KL(N(μ, e^ℓ) ‖ N(0, I)) = β/2 Σ (μ² + e^ℓ − 1 − ℓ) a row, where β grows evenly to `beta` within `annealSteps`
 * steps. Outside training it is `beta`. Source: Kingma & Welling 2014, section 2.4 and appendix B; annealing: Liang et al. 2018,
 * section 2.2.2.
 */
export const gaussian = defineLayer({
  name: "gaussian",
  summary: "a sample by mean and log-variance, with the divergence from a standard normal in the loss",
  options: {
    beta: number(0, 1000, 1),
    annealSteps: integer(0, 1_000_000_000, 0),
  },
  prepare({ beta, annealSteps }, inputs, at) {
    const [both = 0] = widthsOf(at, inputs, 1, 1);
    if (both % 2 !== 0) return refuseShapes(at, "means and as many log-variances", inputs);
    const width = both / 2;
    const betaOf = (step: number): number =>
      step === 0 || annealSteps === 0 ? beta : beta * Math.min(1, step / annealSteps);
    return {
      width,
      parameters: [],
      forward(run) {
        const { math, training, output, seed, stream, firstRow } = run;
        const { rows, stride, value } = output;
        if (training) math.gaussians(rows * stride, seed, stream, firstRow * stride, value);
        const z = realsAt(math, value, rows * stride);
        eachUnit(run, width, (x, mean, variance, to) => {
          const noise = training ? exp(x[variance]! / 2) * z[to]! : 0;
          z[to] = x[mean]! + noise;
        });
        for (let row = 0; row < rows; row++) z.fill(0, row * stride + width, (row + 1) * stride);
      },
      loss(run) {
        let sum = 0;
        eachUnit(run, width, (x, mean, variance) => {
          sum += x[mean]! ** 2 + exp(x[variance]!) - 1 - x[variance]!;
        });
        return (betaOf(run.step) / 2) * sum;
      },
      backward(run) {
        const { math, inputs, output, batchRows, step } = run;
        const { rows, stride, value, gradient } = output;
        const { gradient: to, stride: xStride, accumulates } = inputs[0]!;
        if (to === 0) return;
        const z = realsAt(math, value, rows * stride);
        const dz = realsAt(math, gradient, rows * stride);
        const dx = realsAt(math, to, rows * xStride);
        if (!accumulates) dx.fill(0);
        const share = betaOf(step) / batchRows;
        eachUnit(run, width, (x, mean, variance, from) => {
          // z − μ = e^(ℓ/2) ε
          dx[mean]! += dz[from]! + share * x[mean]!;
          dx[variance]! += (dz[from]! * (z[from]! - x[mean]!) + share * (exp(x[variance]!) - 1)) / 2;
        });
      },
      // Without noise and divergence, as it predicts: of two rows of numbers the first.
      twin: (layers, inputs) => {
        const rows = layers.reshape({ targetShape: [2, width, 1] }).apply(inputs) as tf.SymbolicTensor;
        const [top, sides] = [
          [0, 1],
          [0, 0],
        ] as const;
        const means = layers.cropping2D({ cropping: [[...top], [...sides]] }).apply(rows) as tf.SymbolicTensor;
        return layers.flatten({ name: at }).apply(means) as tf.SymbolicTensor;
      },
    };
  },
});

/** Calls back with the places of a mean, its log-variance, and the output. */
function eachUnit(
  { math, inputs, output: { rows, stride } }: Run,
  width: number,
  visit: (x: Reals, mean: number, variance: number, output: number) => void,
): void {
  const input = inputs[0]!;
  const x = realsAt(math, input.value, rows * input.stride);
  for (let row = 0; row < rows; row++) {
    const from = row * input.stride;
    for (let unit = 0; unit < width; unit++) visit(x, from + unit, from + width + unit, row * stride + unit);
  }
}
