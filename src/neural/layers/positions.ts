import { defineLayer, integer, number, passBack, sequencesOnly, widthsOf } from "../layer.ts";
import { padded, realsAt } from "../math.ts";
import { computedBy, placesOf } from "../tfjs/sequence-layers.ts";

/** output[r, :] = scale · x[r, :] + P[r mod length, :]: rows are the positions of sequences, each of which has an embedding of its own. */
export const positions = defineLayer({
  name: "positions",
  summary: "an embedding of its place in its sequence added to each row",
  options: {
    /** Rows of a sequence. */
    length: integer(1, 4096),
    /** What rows are multiplied by: √width makes rows of a small table as large as what layers add to them. */
    scale: number(1e-6, 1e6, 1),
    /** Initial numbers are uniform from −bound to bound. */
    bound: number(0, 10, 0.05),
  },
  prepare({ length, scale, bound }, inputs, at) {
    const [width = 0] = widthsOf(at, inputs, 1, 1);
    sequencesOnly(at, inputs);
    const stride = padded(width);
    const block = length * stride;
    return {
      width,
      together: length,
      parameters: [{ name: "table", rows: length, columns: width, initial: { kind: "uniform", bound }, kind: "dense" }],
      forward({ math, inputs: [x], output, parameters: [table] }) {
        const { rows, value, stride: outStride } = output;
        math.copyRows(rows, width, x!.value, x!.stride, false, value, outStride);
        if (scale !== 1) math.scaleVector(rows * stride, scale, value, value);
        for (let row = 0; row < rows; row += length) {
          math.addVector(block, 1, table!, value + row * stride * math.realBytes);
        }
      },
      backward(run) {
        const { math, output, gradients } = run;
        const { rows, gradient } = output;
        realsAt(math, gradients[0]!, block).fill(0);
        for (let row = 0; row < rows; row += length) {
          math.addVector(block, 1, gradient + row * stride * math.realBytes, gradients[0]!);
        }
        if (scale !== 1) math.scaleVector(rows * stride, scale, gradient, gradient);
        passBack(run, run.inputs[0], gradient);
      },
      twin: (layers, [x]) => {
        const scaled = computedBy(layers, `${at}-scaled`, [x!], [null, width], (rows) => rows.mul(scale));
        const places = placesOf(layers, at, x!, length);
        const rows = layers.dense({ units: width, useBias: false, name: at }).apply(places) as typeof x;
        return layers.add({ name: `${at}-sum` }).apply([scaled, rows!]) as NonNullable<typeof x>;
      },
    };
  },
});
