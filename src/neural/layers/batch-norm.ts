import { type Counterpart, isLastAxis, oneNode, partOf } from "../counterpart.ts";
import { defineLayer, number, type ParameterSpec, passBack, widthsOf } from "../layer.ts";
import { padded, realsAt } from "../math.ts";

/**
 * Batch normalisation by columns (Ioffe & Szegedy 2015). Means and variances are those of a part of the batch (Hoffer et
 * al. 2017 find such "ghost batches" to generalise no worse), afterwards running ones: momentum · old + (1 − momentum) ·
 * new, part by part.
 */
export const batchNorm = defineLayer({
  name: "batch-norm",
  summary: "columns with mean 0 and variance 1, scaled and shifted",
  options: { momentum: number(0, 1, 0.99), epsilon: number(1e-8, 1, 1e-3) },
  prepare({ momentum, epsilon }, inputs, at) {
    const [width = 0] = widthsOf(at, inputs, 1, 1);
    const length = padded(width);
    const parameter = (name: string, value: number, kind: ParameterSpec["kind"]): ParameterSpec => ({
      name,
      rows: 1,
      columns: width,
      initial: { kind: "constant", value },
      kind,
    });
    return {
      width,
      kept: 2 * length,
      parameters: [
        parameter("scale", 1, "dense"),
        parameter("shift", 0, "dense"),
        parameter("mean", 0, "statistic"),
        parameter("variance", 1, "statistic"),
      ],
      forward({ math, training, inputs: [x], output, parameters: [scale, shift, ...running], kept }) {
        const { rows, value, stride } = x!;
        const [mean = 0, variance = 0] = training ? [kept, kept + length * math.realBytes] : running;
        if (training) math.columnMoments(rows, width, value, stride, mean, variance);
        const { value: y, stride: yStride } = output;
        math.batchNorm(rows, width, value, stride, mean, variance, epsilon, scale!, shift!, y, yStride);
      },
      backward(run) {
        const { math, output, kept: mean, parameters, gradients } = run;
        const [x] = run.inputs;
        const { rows, value, stride } = x!;
        const [scale, variance] = [parameters[0]!, mean + length * math.realBytes];
        const { gradient: dy, stride: yStride } = output;
        const [dScale, dShift] = [gradients[0]!, gradients[1]!];
        math.batchNormBackward(
          rows,
          width,
          value,
          stride,
          dy,
          yStride,
          mean,
          variance,
          epsilon,
          scale,
          dScale,
          dShift,
          dy,
          yStride,
        );
        passBack(run, x, dy);
      },
      gather({ math, output: { columns }, parameters: [, , mean, variance], kept }) {
        const running = [realsAt(math, mean!, columns), realsAt(math, variance!, columns)];
        for (const part of kept) {
          for (const [place, own] of running.entries()) {
            const fresh = realsAt(math, part + place * length * math.realBytes, columns);
            for (let column = 0; column < columns; column++) {
              own[column] = momentum * own[column]! + (1 - momentum) * fresh[column]!;
            }
          }
        }
      },
      twin: (layers, inputs) =>
        layers.batchNormalization({ momentum, epsilon, name: at }).apply(inputs) as (typeof inputs)[0],
    };
  },
});

/** Of tfjs, which has the moments of a whole batch where ours are those of its parts. */
export const fromBatchNormalization: Counterpart = {
  className: "BatchNormalization",
  convert(theirs) {
    const { at, config, shapes, weights } = theirs;
    const names = ["betaRegularizer", "gammaRegularizer", "betaConstraint", "gammaConstraint"];
    const other = partOf(config, names);
    if (other !== undefined) return other;
    if (config.center === false || config.scale === false) return "has no shift or no scale";
    if (!isLastAxis(config.axis, shapes[0])) return `normalises axis ${String(config.axis)}`;
    const options = { momentum: Number(config.momentum), epsilon: Number(config.epsilon) };
    const own = ["scale", "shift", "mean", "variance"].map((name, place) => [`${at}.${name}`, weights[place]] as const);
    const found = own.flatMap(([name, values]) => (values ? [[name, values] as const] : []));
    return { ...oneNode(theirs, "batch-norm", options), weights: Object.fromEntries(found) };
  },
};
