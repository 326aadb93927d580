import { defineLayer, widthsOf } from "../layer.ts";
import { type NeuralMath, type Pointer, realsAt } from "../math.ts";

/** output = [input₁ input₂ …], columns beside columns. */
export const concat = defineLayer({
  name: "concat",
  summary: "all inputs side by side",
  options: {},
  prepare(_, inputs, at) {
    const widths = widthsOf(at, inputs, 2, 1000);
    const begins = widths.map((_, place) => widths.slice(0, place).reduce((sum, width) => sum + width, 0));
    return {
      width: widths.reduce((sum, width) => sum + width, 0),
      parameters: [],
      forward({ math, inputs, output }) {
        for (const [place, { rows, columns, value, stride }] of inputs.entries()) {
          const block = output.value + begins[place]! * math.realBytes;
          copyBlock(math, rows, columns, value, stride, false, block, output.stride, begins[place]!);
        }
      },
      backward({ math, inputs, output }) {
        for (const [place, { rows, columns, gradient, stride, accumulates }] of inputs.entries()) {
          if (gradient === 0) continue;
          const block = output.gradient + begins[place]! * math.realBytes;
          copyBlock(math, rows, columns, block, output.stride, accumulates, gradient, stride, begins[place]!);
        }
      },
      twin: (layers, inputs) => layers.concatenate().apply(inputs) as (typeof inputs)[0],
    };
  },
});

/** copyRows, which reads and writes lanes by four, for blocks that begin or end elsewhere too. */
function copyBlock(
  math: NeuralMath,
  rows: number,
  columns: number,
  from: Pointer,
  fromStride: number,
  accumulates: boolean,
  to: Pointer,
  toStride: number,
  begin: number,
): void {
  if (begin % 4 === 0 && columns % 4 === 0) {
    math.copyRows(rows, columns, from, fromStride, accumulates, to, toStride);
    return;
  }
  const x = realsAt(math, from, (rows - 1) * fromStride + columns);
  const y = realsAt(math, to, (rows - 1) * toStride + columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * toStride + column;
      y[at] = (accumulates ? y[at]! : 0) + x[row * fromStride + column]!;
    }
  }
}
