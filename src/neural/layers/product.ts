import { defineLayer, type Operand, type Run, refuseShapes, widthsOf } from "../layer.ts";

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
      twin: (layers, inputs) => layers.multiply().apply(inputs) as (typeof inputs)[0],
    };
  },
});

function multiplied({ math, output }: Run, other: Operand, own: Operand): void {
  if (own.gradient === 0) return;
  const { rows, columns, gradient, stride, accumulates } = own;
  const { gradient: dy, stride: dyStride } = output;
  math.multiplyRows(rows, columns, dy, dyStride, other.value, other.stride, accumulates, gradient, stride);
}
