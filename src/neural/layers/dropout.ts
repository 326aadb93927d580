import { type Counterpart, oneNode, partOf } from "../counterpart.ts";
import { defineLayer, number, passBack, type Run, widthsOf } from "../layer.ts";
import type { Pointer } from "../math.ts";
import { checkRate } from "./rates.ts";

/** In training each number is 0 with probability `rate`, else divided by 1 − rate (Srivastava et al. 2014). */
export const dropout = defineLayer({
  name: "dropout",
  summary: "leaves numbers out at random in training",
  options: { rate: number(0, 1) },
  prepare({ rate }, inputs, at) {
    const [width] = widthsOf(at, inputs, 1, 1);
    checkRate(`${at}.rate`, rate);
    return {
      width: width!,
      parameters: [],
      forward(run) {
        const { math, training, inputs, output } = run;
        const { rows, columns, value, stride } = inputs[0]!;
        if (training && rate > 0) drop(run, rate, value, output.value);
        else math.copyRows(rows, columns, value, stride, false, output.value, output.stride);
      },
      backward(run) {
        const { gradient } = run.output;
        if (rate > 0) drop(run, rate, gradient, gradient);
        passBack(run, run.inputs[0], gradient);
      },
      twin: (layers, inputs) => layers.dropout({ rate, name: at }).apply(inputs) as (typeof inputs)[0],
    };
  },
});

/** The same numbers fall out forward and backward, wherever the part begins. */
function drop(
  { math, output: { rows, stride }, seed, stream, firstRow }: Run,
  rate: number,
  x: Pointer,
  y: Pointer,
): void {
  math.dropout(rows * stride, x, 1 - rate, seed, stream, firstRow * stride, y);
}

/** Of tfjs; the masks are drawn from our streams. */
export const fromDropout: Counterpart = {
  className: "Dropout",
  convert: (theirs) =>
    partOf(theirs.config, ["noiseShape"]) ?? oneNode(theirs, "dropout", { rate: Number(theirs.config.rate) }),
};
