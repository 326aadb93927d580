import type * as tf from "@tensorflow/tfjs";
import { type Counterpart, oneNode, partOf } from "../counterpart.ts";
import { defineLayer, integer, type Operand, type Run, refuseShapes, sequencesOnly, widthsOf } from "../layer.ts";
import { realsAt } from "../math.ts";
import { asRows, asSequences } from "../tfjs/sequence-layers.ts";

/**
 * A gated recurrent unit over the rows of sequences, which begin with h₀ = 0 (Cho et al. 2014; as tfjs and Keras have it):
 *
 *   z, r = σ( x W_z,r + h′ U_z,r + b_z,r )      n = tanh( x W_n + (r ⊙ h′) U_n + b_n )      h = z ⊙ h′ + (1 − z) ⊙ n
 *
 * W, U and b have the blocks z | r | n side by side; `units` is a multiple of 4. Steps of all sequences of a part are taken at once.
 */
export const gru = defineLayer({
  name: "gru",
  summary: "a gated recurrent unit: the state after each position of a sequence",
  options: {
    /** Rows of a sequence. */
    length: integer(1, 4096),
    units: integer(4, 4096),
  },
  prepare({ length, units }, inputs, at) {
    const [width = 0] = widthsOf(at, inputs, 1, 1);
    sequencesOnly(at, inputs);
    if (units % 4 !== 0) return refuseShapes(at, `units that are a multiple of 4, not ${units}`, inputs);
    const all = 3 * units;
    const parameter = (name: string, rows: number, bound: number) =>
      ({ name, rows, columns: all, initial: { kind: "uniform", bound }, kind: "dense" }) as const;
    return {
      width: units,
      together: length,
      keptPerRow: 5 * units,
      parameters: [
        parameter("kernel", width, Math.sqrt(6 / (width + units))),
        parameter("recurrent", units, Math.sqrt(3 / units)),
        parameter("bias", 1, 0),
      ],
      forward: (run) => forward(run, length, units),
      backward: (run) => backward(run, length, units),
      twin: (layers, [input]) => {
        const options = { units, returnSequences: true, recurrentActivation: "sigmoid", name: at } as const;
        const states = layers.gru(options).apply(asSequences(layers, at, input!, length)) as tf.SymbolicTensor;
        return asRows(layers, at, states);
      },
    };
  },
});

/** What a step reads and writes: rows of one position, a sequence each. Gates are z | r | n | R | dR, with R = r ⊙ h′. */
function stepOf({ math: { realBytes }, output, kept }: Run, length: number, units: number) {
  const row = (pointer: number, stride: number, at: number): number =>
    pointer === 0 || at < 0 ? 0 : pointer + at * stride * realBytes;
  return (position: number) => {
    const gates = row(kept, 5 * units, position);
    const block = (at: number): number => gates + at * units * realBytes;
    return {
      gates,
      fresh: block(2),
      reset: block(3),
      dReset: block(4),
      before: row(output.value, output.stride, position - 1),
      after: row(output.value, output.stride, position),
      dBefore: row(output.gradient, output.stride, position - 1),
      dAfter: row(output.gradient, output.stride, position),
      /** From a sequence to the next. */
      gateStride: length * 5 * units,
      stride: length * output.stride,
    };
  };
}

function forward(run: Run, length: number, units: number): void {
  const { math, inputs, output, parameters, kept } = run;
  const [kernel, recurrent, bias] = [parameters[0]!, parameters[1]!, parameters[2]!];
  const { columns, value, stride: xStride } = inputs[0] as Operand;
  const all = 3 * units;
  const count = output.rows / length;
  math.gemm(output.rows, all, columns, value, xStride, kernel, all, bias, 0, false, kept, 5 * units);
  const step = stepOf(run, length, units);
  for (let position = 0; position < length; position++) {
    const { gates, fresh, reset, before, after, gateStride, stride } = step(position);
    if (position > 0) math.gemm(count, 2 * units, units, before, stride, recurrent, all, 0, 0, true, gates, gateStride);
    math.gruReset(count, units, gates, gateStride, before, stride, reset, gateStride);
    const ofFresh = recurrent + 2 * units * math.realBytes;
    if (position > 0) math.gemm(count, units, units, reset, gateStride, ofFresh, all, 0, 0, true, fresh, gateStride);
    math.gruMix(count, units, gates, gateStride, before, stride, after, stride);
  }
}

function backward(run: Run, length: number, units: number): void {
  const { math, inputs, output, parameters, gradients, kept } = run;
  const [kernel, recurrent] = [parameters[0]!, parameters[1]!];
  const [dKernel, dRecurrent, dBias] = [gradients[0]!, gradients[1]!, gradients[2]!];
  const [all, wide] = [3 * units, 5 * units];
  const count = output.rows / length;
  const block = (at: number): number => at * units * math.realBytes;
  const step = stepOf(run, length, units);
  if (length === 1) realsAt(math, dRecurrent, units * all).fill(0);
  for (let position = length - 1; position >= 0; position--) {
    const { gates, fresh, dReset, before, dBefore, dAfter, gateStride, stride } = step(position);
    math.gruMixBackward(count, units, dAfter, stride, gates, gateStride, before, stride, dBefore, stride);
    const ofFresh = recurrent + block(2);
    math.gemmTransposedB(count, units, units, fresh, gateStride, ofFresh, all, 0, 0, false, dReset, gateStride);
    math.gruResetBackward(count, units, dReset, gateStride, gates, gateStride, before, stride, dBefore, stride);
    if (position === 0) continue;
    const isFirst = position === length - 1;
    math.gemmTransposedB(count, units, 2 * units, gates, gateStride, recurrent, all, 0, 0, true, dBefore, stride);
    math.gemmTransposedA(units, 2 * units, count, before, stride, gates, gateStride, !isFirst, dRecurrent, all);
  }
  const { rows } = output;
  const toFresh = dRecurrent + block(2);
  math.gemmTransposedA(units, units, rows, kept + block(3), wide, kept + block(2), wide, false, toFresh, all);
  const { columns, value, stride: xStride, gradient: dx, accumulates } = inputs[0] as Operand;
  math.gemmTransposedA(columns, all, rows, value, xStride, kept, wide, false, dKernel, all);
  math.columnSums(rows, all, kept, wide, false, dBias);
  if (dx !== 0) math.gemmTransposedB(rows, columns, all, kept, wide, kernel, all, 0, 0, accumulates, dx, xStride);
}

/** Of tfjs, over one row. */
export const fromGru: Counterpart = {
  className: "GRU",
  convert(theirs) {
    const { at, config, weights } = theirs;
    const other = partOf(config, [
      ...["kernelRegularizer", "recurrentRegularizer", "biasRegularizer", "activityRegularizer"],
      ...["kernelConstraint", "recurrentConstraint", "biasConstraint", "dropout", "recurrentDropout"],
      ...["returnState", "goBackwards", "stateful", "resetAfter"],
    ]);
    if (other !== undefined) return other;
    if (config.useBias === false) return "has no bias";
    for (const [name, expected] of [
      ["activation", "tanh"],
      ["recurrentActivation", "sigmoid"],
    ] as const) {
      if (config[name] !== expected) return `has ${name} ${String(config[name])}`;
    }
    const units = Number(config.units);
    if (units % 4 !== 0) return `has ${units} units, which are no multiple of 4`;
    const names = ["kernel", "recurrent", "bias"].map((name, place) => [`${at}.${name}`, weights[place]] as const);
    const found = names.flatMap(([name, values]) => (values ? [[name, values] as const] : []));
    return { ...oneNode(theirs, "gru", { length: 1, units }), weights: Object.fromEntries(found) };
  },
};
