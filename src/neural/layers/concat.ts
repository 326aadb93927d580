import { type Counterpart, isLastAxis, oneNode } from "../counterpart.ts";
import { defineLayer, widthsOf } from "../layer.ts";

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
          math.copyBlock(rows, columns, value, stride, false, block, output.stride);
        }
      },
      backward({ math, inputs, output }) {
        for (const [place, { rows, columns, gradient, stride, accumulates }] of inputs.entries()) {
          if (gradient === 0) continue;
          const block = output.gradient + begins[place]! * math.realBytes;
          math.copyBlock(rows, columns, block, output.stride, accumulates, gradient, stride);
        }
      },
      twin: (layers, inputs) => layers.concatenate({ name: at }).apply(inputs) as (typeof inputs)[0],
    };
  },
});

/** Of tfjs. */
export const fromConcatenate: Counterpart = {
  className: "Concatenate",
  convert: (theirs) => {
    const { axis } = theirs.config;
    return isLastAxis(axis, theirs.shapes[0]) ? oneNode(theirs, "concat") : `joins axis ${String(axis)}`;
  },
};
