import { defineLayer, integer, label, number, refuseShapes } from "../layer.ts";
import { padded } from "../math.ts";

/** output[r, :] = Σ_e value[e] · table[term[e], :] over the terms of row r: a product with a sparse matrix. */
export const bag = defineLayer({
  name: "bag",
  summary: "the sum of a table's rows over the terms of each row, by their values",
  options: {
    width: integer(1, 4096),
    /** Initial numbers are uniform from −bound to bound. */
    bound: number(0, 10, 0.05),
    l2: number(0, 1000, 0),
    table: label,
  },
  prepare({ width, bound, l2, table }, inputs, at) {
    const [terms] = inputs;
    if (inputs.length !== 1 || terms?.kind !== "terms" || terms.width === "candidates") {
      return refuseShapes(at, "one input of terms", inputs);
    }
    const stride = padded(width);
    return {
      width,
      parameters: [
        {
          name: "table",
          rows: terms.width,
          columns: width,
          initial: { kind: "uniform", bound },
          l2,
          kind: "table",
          shared: table,
        },
      ],
      forward({ math, inputs: [terms], output, parameters: [table] }) {
        const { offsets, indices, values } = terms!;
        math.bagRows(output.rows, offsets, indices, values, width, table!, stride, output.value, output.stride);
      },
      gather({ math, inputs: [terms], output, gradients: [table] }) {
        const { offsets, slots, values } = terms!;
        const { rows, columns, gradient, stride: gradientStride } = output;
        math.scatterAddBags(rows, offsets, slots, values, columns, gradient, gradientStride, table!, stride);
      },
      twin: (layers, inputs) =>
        layers.dense({ units: width, useBias: false, name: at }).apply(inputs) as (typeof inputs)[0],
    };
  },
});
