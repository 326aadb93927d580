import type { Counterpart } from "../counterpart.ts";
import { defineLayer, type Operand, type Run, refuseShapes, widthsOf } from "../layer.ts";
import type { NodeSpec } from "../network-spec.ts";

/** output = X ⊙ Y, element by element. */
export const product = defineLayer({
  name: "product",
  summary: "the element-wise product of two inputs of one width",
  options: {},
  prepare(_, inputs, at) {
    const [first, second] = widthsOf(at, inputs, 2, 2);
    if (first === undefined || first !== second) return refuseShapes(at, "two inputs of one width", inputs);
    return {
      width: first,
      parameters: [],
      forward({ math, inputs: [x, y], output }) {
        const { rows, columns, value, stride } = x!;
        math.multiplyRows(rows, columns, value, stride, y!.value, y!.stride, false, output.value, output.stride);
      },
      backward(run) {
        const [x, y] = run.inputs;
        multiplied(run, y!, x!);
        multiplied(run, x!, y!);
      },
      twin: (layers, inputs) => layers.multiply({ name: at }).apply(inputs) as (typeof inputs)[0],
    };
  },
});

function multiplied({ math, output }: Run, other: Operand, own: Operand): void {
  if (own.gradient === 0) return;
  const { rows, columns, gradient, stride, accumulates } = own;
  const { gradient: dy, stride: dyStride } = output;
  math.multiplyRows(rows, columns, dy, dyStride, other.value, other.stride, accumulates, gradient, stride);
}

/** Of tfjs: several inputs are multiplied one after the other. */
export const fromMultiply: Counterpart = {
  className: "Multiply",
  convert(theirs) {
    const { at, inputs, shapes } = theirs;
    if (new Set(shapes.map((shape) => shape.at(-1))).size > 1) return "multiplies different widths";
    const [first = "", ...others] = inputs;
    const nodes: NodeSpec[] = [];
    let output = first;
    for (const [place, input] of others.entries()) {
      const name = place === others.length - 1 ? at : `${at}-${place + 1}`;
      nodes.push({ name, layer: "product", inputs: [output, input] });
      output = name;
    }
    return { nodes, output, weights: {} };
  },
};
