import { defineLayer, widthsOf } from "../layer.ts";
import { realsAt } from "../math.ts";

/** output[r, :] = x[r, :] / ‖x[r, :]‖; a row of zeros stays one, without a gradient. Products of such rows are cosines. */
export const l2Normalise = defineLayer({
  name: "l2-normalise",
  summary: "rows scaled to length 1",
  options: {},
  prepare(_, inputs, at) {
    const [width = 0] = widthsOf(at, inputs, 1, 1);
    return {
      width,
      parameters: [],
      forward({ math, inputs: [x], output: { rows, stride, value } }) {
        const from = realsAt(math, x!.value, rows * stride);
        const to = realsAt(math, value, rows * stride);
        for (let start = 0; start < from.length; start += stride) {
          const scale = inverseLength(from, start, width);
          for (let lane = start; lane < start + stride; lane++) to[lane] = scale * from[lane]!;
        }
      },
      // dx = (dy − y (y·dy)) / ‖x‖
      backward({ math, inputs: [x], output: { rows, stride, value, gradient } }) {
        if (x!.gradient === 0) return;
        const from = realsAt(math, x!.value, rows * stride);
        const y = realsAt(math, value, rows * stride);
        const dy = realsAt(math, gradient, rows * stride);
        const dx = realsAt(math, x!.gradient, rows * stride);
        for (let start = 0; start < from.length; start += stride) {
          const scale = inverseLength(from, start, width);
          let along = 0;
          for (let lane = start; lane < start + width; lane++) along += y[lane]! * dy[lane]!;
          for (let lane = start; lane < start + width; lane++) {
            dx[lane] = (x!.accumulates ? dx[lane]! : 0) + scale * (dy[lane]! - along * y[lane]!);
          }
        }
      },
    };
  },
});

/** 1/‖x‖, 0 for a row of zeros. */
function inverseLength(x: ArrayLike<number>, start: number, width: number): number {
  let squares = 0;
  for (let lane = start; lane < start + width; lane++) squares += x[lane]! * x[lane]!;
  return squares > 0 ? 1 / Math.sqrt(squares) : 0;
}
