import { type Counterpart, oneNode, partOf } from "../counterpart.ts";
import { defineLayer, flag, type Gathering, integer, label, number, type Run, refuseShapes } from "../layer.ts";
import { padded, realsAt } from "../math.ts";

/** output[r, :] = table[index[r], :]. Batches touch the rows that they name, and no others, but where the table is `dense`. */
export const embedding = defineLayer({
  name: "embedding",
  summary: "a row of a table for each index",
  options: {
    width: integer(1, 4096),
    /** Initial numbers are uniform from −bound to bound. */
    bound: number(0, 10, 0.05),
    l2: number(0, 1000, 0),
    table: label,
    /** Whether all rows of the table move in every step: of one that logits of all items share. */
    dense: flag(false),
  },
  prepare({ width, bound, l2, table, dense }, inputs, at) {
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
          kind: dense ? "dense" : "table",
          shared: table,
        },
      ],
      forward({ math, inputs: [index], output, parameters: [table] }) {
        math.gatherRows(output.rows, index!.indices, width, table!, stride, output.value, output.stride);
      },
      ...(dense
        ? {
            backward({ math, inputs: [index], output, gradients: [table], addsTo: [adds] }: Run) {
              if (!adds) realsAt(math, table!, count * stride).fill(0);
              const { rows, gradient, stride: gradientStride } = output;
              math.scatterAddRows(rows, index!.indices, width, gradient, gradientStride, table!, stride);
            },
          }
        : {
            gather({ math, inputs: [index], output, gradients: [table] }: Gathering) {
              const { rows, columns, gradient, stride: gradientStride } = output;
              math.scatterAddRows(rows, index!.slots, columns, gradient, gradientStride, table!, stride);
            },
          }),
      twin: (layers, inputs) => {
        const rows = layers.embedding({ inputDim: count, outputDim: width, name: at }).apply(inputs);
        return layers.flatten({ name: `${at}-row` }).apply(rows) as (typeof inputs)[0];
      },
    };
  },
});

/** Of tfjs: all rows have its penalty and a constraint in every step there, here those of a batch, so that it has none here. */
export const fromEmbedding: Counterpart = {
  className: "Embedding",
  convert(theirs) {
    const { at, config, inputs, weights } = theirs;
    const other = partOf(config, ["embeddingsRegularizer", "activityRegularizer", "embeddingsConstraint", "maskZero"]);
    if (other !== undefined) return other;
    if (inputs[0] !== "user" && inputs[0] !== "item") return "does not read an input itself";
    const width = Number(config.outputDim);
    return {
      ...oneNode(theirs, "embedding", { width }),
      weights: { [`${at}.table`]: weights[0] ?? new Float32Array() },
    };
  },
};
