import { type Counterpart, oneNode } from "../counterpart.ts";
import { defineLayer, refuseShapes, widthsOf } from "../layer.ts";

/** output = Σ inputs: a skip around layers (He et al. 2016), or a sum of terms. */
export const residual = defineLayer({
  name: "residual",
  summary: "the sum of inputs of one width",
  options: {},
  prepare(_, inputs, at) {
    const [width, ...others] = widthsOf(at, inputs, 2, 1000);
    if (others.some((other) => other !== width)) return refuseShapes(at, "inputs of one width", inputs);
    return {
      width: width!,
      parameters: [],
      forward({ math, inputs, output }) {
        for (const [place, { rows, columns, value, stride }] of inputs.entries()) {
          math.copyRows(rows, columns, value, stride, place > 0, output.value, output.stride);
        }
      },
      backward({ math, inputs, output }) {
        for (const { rows, columns, gradient, stride, accumulates } of inputs) {
          if (gradient !== 0)
            math.copyRows(rows, columns, output.gradient, output.stride, accumulates, gradient, stride);
        }
      },
      twin: (layers, inputs) => layers.add({ name: at }).apply(inputs) as (typeof inputs)[0],
    };
  },
});

/** Of tfjs. */
export const fromAdd: Counterpart = {
  className: "Add",
  convert: (theirs) =>
    new Set(theirs.shapes.map((shape) => shape.at(-1))).size > 1
      ? "adds different widths"
      : oneNode(theirs, "residual"),
};
