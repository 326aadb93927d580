import { defineLayer, flag, integer, label, number, type ParameterSpec, type Run, refuseShapes } from "../layer.ts";
import { integersAt, type Pointer, padded } from "../math.ts";
import { checkRate } from "./rates.ts";

/**
 * output[r, :] = Σ_e value[e] · table[term[e], :] + b over the terms of row r: a product with a sparse matrix.
 *
 * With `dropout` each term of a row is left out with that probability in training, and the others count 1/(1 − dropout)
 * times as much. Which ones is a matter of their places in the batch.
 */
export const bag = defineLayer({
  name: "bag",
  summary: "the sum of a table's rows over the terms of each row, by their values",
  options: {
    width: integer(1, 4096),
    /** Initial numbers are uniform from −bound to bound. */
    bound: number(0, 10, 0.05),
    l2: number(0, 1000, 0),
    table: label,
    /** A bias of the output, zero at first. */
    bias: flag(false),
    dropout: number(0, 1, 0),
  },
  prepare({ width, bound, l2, table, bias: hasBias, dropout }, inputs, at) {
    const [terms] = inputs;
    if (inputs.length !== 1 || terms?.kind !== "terms" || terms.width === "candidates") {
      return refuseShapes(at, "one input of terms", inputs);
    }
    checkRate(`${at}.dropout`, dropout);
    const stride = padded(width);
    const initial = { kind: "uniform", bound } as const;
    const rows: ParameterSpec = {
      name: "table",
      rows: terms.width,
      columns: width,
      initial,
      l2,
      kind: "table",
      shared: table,
    };
    const bias: ParameterSpec = {
      name: "bias",
      rows: 1,
      columns: width,
      initial: { kind: "constant", value: 0 },
      kind: "dense",
    };
    return {
      width,
      parameters: [rows, ...(hasBias ? [bias] : [])],
      ...(dropout > 0 ? { kept: "entries" } : {}),
      forward(run) {
        const { math, training, inputs: own, output, parameters } = run;
        const { offsets, indices, values } = own[0]!;
        const [table, bias = 0] = parameters;
        const now = training && dropout > 0 ? drop(run, dropout) : values;
        math.bagRows(output.rows, offsets, indices, now, width, table!, stride, output.value, output.stride);
        if (bias === 0) return;
        math.activate(output.rows, width, output.value, output.stride, bias, 0, output.value, output.stride);
      },
      backward({ math, output, gradients: [, dBias] }) {
        if (dBias !== undefined) {
          math.columnSums(output.rows, width, output.gradient, output.stride, false, dBias);
        }
      },
      gather({ math, inputs: own, output, gradients: [table], kept }) {
        const { offsets, slots, values } = own[0]!;
        const then = dropout > 0 ? kept[0]! : values;
        const { rows, columns, gradient, stride: gradientStride } = output;
        math.scatterAddBags(rows, offsets, slots, then, columns, gradient, gradientStride, table!, stride);
      },
      twin: (layers, inputs) =>
        layers.dense({ units: width, useBias: hasBias, name: at }).apply(inputs) as (typeof inputs)[0],
    };
  },
});

/**
 * Keeps the values of a part's terms as they are in this step, each by its place in the batch. A block of four at the border
 * of two parts is written by both, with the same numbers.
 */
function drop({ math, inputs, output: { rows }, seed, stream, kept }: Run, rate: number): Pointer {
  const { offsets, values } = inputs[0]!;
  const ends = integersAt(math, offsets, rows + 1);
  const first = ends[0]! - (ends[0]! % 4);
  const at = first * math.realBytes;
  math.dropout(padded(ends[rows]! - first), values + at, 1 - rate, seed, stream, first, kept + at);
  return kept;
}
