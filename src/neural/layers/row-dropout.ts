import { mixHashes } from "../../random.ts";
import { defineLayer, number, passBack, type Run, widthsOf } from "../layer.ts";
import { type Pointer, realsAt } from "../math.ts";
import { checkRate } from "./rates.ts";

/**
 * In training each row as a whole is 0 with probability `rate`; the others stay as they are, so that what is behind learns
 * to do with and without them (Volkovs, Yu & Poutanen 2017: DropoutNet).
 */
export const rowDropout = defineLayer({
  name: "row-dropout",
  summary: "leaves whole rows out at random in training",
  options: { rate: number(0, 1) },
  prepare({ rate }, inputs, at) {
    const [width = 0] = widthsOf(at, inputs, 1, 1);
    checkRate(`${at}.rate`, rate);
    return {
      width,
      parameters: [],
      forward(run) {
        const { math, training, inputs, output } = run;
        const { rows, columns, value, stride } = inputs[0]!;
        math.copyRows(rows, columns, value, stride, false, output.value, output.stride);
        if (training) drop(run, rate, output.value);
      },
      backward(run) {
        drop(run, rate, run.output.gradient);
        passBack(run, run.inputs[0], run.output.gradient);
      },
    };
  },
});

/** The same rows fall out forward and backward, wherever the part begins. */
function drop({ math, output: { rows, stride }, seed, stream, firstRow }: Run, rate: number, at: Pointer): void {
  const own = realsAt(math, at, rows * stride);
  const draws = mixHashes(seed, stream);
  for (let row = 0; row < rows; row++) {
    if (mixHashes(draws, firstRow + row) / 0x1_0000_0000 < rate) own.fill(0, row * stride, (row + 1) * stride);
  }
}
