import {
  defineLayer,
  integer,
  label,
  number,
  type Operand,
  type Prepared,
  type Run,
  refuseShapes,
  widthsOf,
} from "../layer.ts";
import { integersAt, type Pointer, padded, realsAt } from "../math.ts";

/**
 * Logits for the softmax loss.
 *
 *   of all items    output[r, i] = x[r, :]·W[i, :] / temperature + b[i]      one input x; W items × width
 *   of candidates   output[r, c] = x[r, :]·v[c, :] / temperature + b[c]      inputs x, v and, where wanted, b of width 1
 *
 * Where candidates are sampled, b has −ln(expected count of c in a sample): the log-Q correction (Bengio & Senécal 2008). With
 * terms behind these, numbers of candidates, those of a row have the logit −∞: no item of a history is a negative.
 */
export const softmaxItems = defineLayer({
  name: "softmax-items",
  summary: "a logit for each item, or for each candidate of the batch",
  options: {
    /** Of all items: how many there are. */
    items: (name, value) => (value === undefined ? undefined : integer(1, 10_000_000)(name, value)),
    temperature: number(1e-4, 1e4, 1),
    /** Of all items: initial numbers of W are uniform from −bound to bound. */
    bound: number(0, 10, 0.05),
    l2: number(0, 1000, 0),
    /** Of all items: the name of the table W, which a dense embedding of the same name shares. */
    table: label,
  },
  prepare({ items, temperature, bound, l2, table }, inputs, at) {
    const leavesOut = inputs.length > 2 && inputs.at(-1)?.kind === "terms";
    const [x, ...candidates] = leavesOut ? inputs.slice(0, -1) : inputs;
    const [width = 0] = widthsOf(at, x === undefined ? [] : [x], 1, 1);
    if (candidates.length > 0) {
      const [own, bias = 1, ...rest] = widthsOf(at, candidates, 1, 2);
      const fits =
        x?.per === "row" &&
        candidates[0]?.per === "candidate" &&
        own === width &&
        bias === 1 &&
        (!leavesOut || inputs.at(-1)?.per === "row");
      if (!fits || rest.length > 0 || items !== undefined) {
        return refuseShapes(
          at,
          "rows, candidates of their width, a bias of width 1 for each candidate, and terms of the rows, without items",
          inputs,
        );
      }
      return ofCandidates(width, temperature, leavesOut);
    }
    const count = integer(1, 10_000_000)(`${at}.items`, items);
    const stride = padded(width);
    return {
      width: count,
      parameters: [
        {
          name: table === undefined ? "items" : "table",
          rows: count,
          columns: width,
          initial: { kind: "uniform", bound },
          l2,
          kind: "dense",
          ...(table === undefined ? {} : { shared: table }),
        },
        { name: "bias", rows: 1, columns: count, initial: { kind: "constant", value: 0 }, kind: "dense" },
      ],
      forward: (run) => score(run, width, run.parameters[0]!, stride, temperature, run.parameters[1]!),
      backward(run) {
        const [dItems, dBias] = run.gradients;
        sumBias(run, dBias!);
        spread(run, width, { value: run.parameters[0]!, gradient: dItems!, stride, accumulates: false }, temperature);
      },
      twin: (layers, inputs) => {
        if (temperature !== 1)
          throw new RangeError(`${at}.temperature: the layer of tfjs has none, got ${temperature}`);
        return layers.dense({ units: count, name: at }).apply(inputs) as (typeof inputs)[0];
      },
    };
  },
});

function ofCandidates(width: number, temperature: number, leavesOut: boolean): Prepared {
  const split = ({ inputs }: Run) =>
    leavesOut
      ? { bias: inputs.length > 3 ? inputs[2] : undefined, out: inputs.at(-1) }
      : { bias: inputs[2], out: undefined };
  return {
    width: "candidates",
    kept: "candidates",
    parameters: [],
    forward(run) {
      const { math, inputs, kept } = run;
      const [, candidates] = inputs;
      const { bias, out } = split(run);
      if (bias !== undefined) {
        const column = realsAt(math, bias.value, bias.rows * bias.stride);
        const row = realsAt(math, kept, padded(bias.rows)).fill(0);
        for (let at = 0; at < bias.rows; at++) row[at] = column[at * bias.stride]!;
      }
      score(run, width, candidates!.value, candidates!.stride, temperature, bias === undefined ? 0 : kept);
      if (out !== undefined) fillOut(run, out, run.output.value, Number.NEGATIVE_INFINITY);
    },
    backward(run) {
      const { math, inputs, kept } = run;
      const [, candidates] = inputs;
      const { bias, out } = split(run);
      if (out !== undefined) fillOut(run, out, run.output.gradient, 0);
      if (bias !== undefined && bias.gradient !== 0) {
        sumBias(run, kept);
        const row = realsAt(math, kept, bias.rows);
        const column = realsAt(math, bias.gradient, bias.rows * bias.stride);
        for (let at = 0; at < bias.rows; at++) {
          column[at * bias.stride] = (bias.accumulates ? column[at * bias.stride]! : 0) + row[at]!;
        }
      }
      spread(run, width, candidates!, temperature);
    },
  };
}

/** Sets the numbers of a row's terms. */
function fillOut({ math, output: { rows, stride } }: Run, out: Operand, at: Pointer, value: number): void {
  const ends = integersAt(math, out.offsets, rows + 1);
  const columns = integersAt(math, out.indices, ends[rows]!);
  const own = realsAt(math, at, rows * stride);
  for (let row = 0; row < rows; row++) {
    for (let entry = ends[row]!; entry < ends[row + 1]!; entry++) own[row * stride + columns[entry]!] = value;
  }
}

/** output ← X·Vᵀ / temperature + bias */
function score(run: Run, width: number, v: number, vStride: number, temperature: number, bias: number): void {
  const { math, inputs, output } = run;
  const { rows, columns, value: y, stride } = output;
  const [x] = inputs;
  const now = temperature === 1 ? bias : 0;
  math.gemmTransposedB(rows, columns, width, x!.value, x!.stride, v, vStride, now, 0, false, y, stride);
  if (temperature === 1) return;
  math.scaleVector(rows * stride, 1 / temperature, y, y);
  math.activate(rows, columns, y, stride, bias, 0, y, stride);
}

function sumBias({ math, output }: Run, out: number): void {
  math.columnSums(output.rows, output.columns, output.gradient, output.stride, false, out);
}

/** dX ← dY·V / temperature, dV ← dYᵀ·X / temperature */
function spread(
  { math, inputs, output }: Run,
  width: number,
  {
    value: v,
    gradient: dv,
    stride: vStride,
    accumulates,
  }: Pick<Operand, "value" | "gradient" | "stride" | "accumulates">,
  temperature: number,
): void {
  const { rows, columns, gradient: dy, stride } = output;
  const { value: x, gradient: dx, stride: xStride, accumulates: addsToX } = inputs[0]!;
  if (temperature !== 1) math.scaleVector(rows * stride, 1 / temperature, dy, dy);
  if (dv !== 0) math.gemmTransposedA(columns, width, rows, dy, stride, x, xStride, accumulates, dv, vStride);
  if (dx !== 0) math.gemm(rows, width, columns, dy, stride, v, vStride, 0, 0, addsToX, dx, xStride);
}
