import { defineLayer, integer, label, number, refuseShapes } from "../layer.ts";
import { padded } from "../math.ts";

/** output[r, :] = table[index[r], :]. Batches touch the rows that they name, and no others. */
export const embedding = defineLayer({
  name: "embedding",
  summary: "a row of a table for each index",
  options: {
    width: integer(1, 4096),
    /** Initial numbers are uniform from −bound to bound. */
    bound: number(0, 10, 0.05),
    l2: number(0, 1000, 0),
    table: label,
  },
  prepare({ width, bound, l2, table }, inputs, at) {
    const [index] = inputs;
    if (inputs.length !== 1 || index?.kind !== "index" || index.width === "candidates") {
      return refuseShapes(at, "one input of indices", inputs);
    }
    const count = index.width;
    const stride = padded(width);
    return {
      width,
      parameters: [
        {
          name: "table",
          rows: count,
          columns: width,
          initial: { kind: "uniform", bound },
          l2,
          kind: "table",
          shared: table,
        },
      ],
      forward({ math, inputs: [index], output, parameters: [table] }) {
        math.gatherRows(output.rows, index!.indices, width, table!, stride, output.value, output.stride);
      },
      gather({ math, inputs: [index], output, gradients: [table] }) {
        const { rows, columns, gradient, stride: gradientStride } = output;
        math.scatterAddRows(rows, index!.slots, columns, gradient, gradientStride, table!, stride);
      },
      twin: (layers, inputs) => {
        const rows = layers.embedding({ inputDim: count, outputDim: width, name: at }).apply(inputs);
        return layers.flatten().apply(rows) as (typeof inputs)[0];
      },
    };
  },
});
