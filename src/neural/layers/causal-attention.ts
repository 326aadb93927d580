import type * as tf from "@tensorflow/tfjs";
import { defineLayer, integer, number, type Operand, refuseShapes, sequencesOnly, widthsOf } from "../layer.ts";
import { padded, realsAt } from "../math.ts";
import { computedBy } from "../tfjs/sequence-layers.ts";

/**
 * Causal attention by heads over the rows of sequences (Vaswani et al. 2017, section 3.2; Kang & McAuley 2018, section III-B):
 *
 *   output[t, h] = Σ_(j ≤ t) softmax_(j ≤ t)( q[t, h]·k[j, h] / √d − slope·(t − j) ) v[j, h]
 *
 * The slope takes from the score of what is far back, so that near items count more before anything is learnt (Press, Smith & Lewis 2022).
 * The first input has q | k | v side by side, each with its heads of d numbers side by side: a dense layer makes them of one. A second
 * input of width 1 says with 0 which positions are padding: they are not attended to, and a row that finds none gets zeros.
 */
export const causalAttention = defineLayer({
  name: "causal-attention",
  summary: "for each position a mean of the values of it and those before, by likeness of queries and keys",
  options: {
    /** Rows of a sequence. */
    length: integer(1, 4096),
    heads: integer(1, 64, 1),
    /** What a score loses for each position that lies between; 0 for none. */
    slope: number(0, 100, 0),
  },
  prepare({ length, heads, slope }, inputs, at) {
    const [all = 0, present = 1] = widthsOf(at, inputs, 1, 2);
    sequencesOnly(at, inputs);
    const width = all / 3;
    const headWidth = width / heads;
    if (headWidth % 4 !== 0 || present !== 1) {
      const expected = `queries, keys and values side by side, each of ${heads} times a multiple of 4, and which rows are there`;
      return refuseShapes(at, expected, inputs);
    }
    return {
      width,
      together: length,
      keptPerRow: heads * padded(length),
      parameters: [],
      forward({ math, inputs: [x, mask], output, kept }) {
        const { rows, value: y, stride } = output;
        const [present, maskStride] = [mask?.value ?? 0, mask?.stride ?? 0];
        math.attend(
          ...([rows / length, length, 0, heads, headWidth, slope, x!.value, x!.stride] as const),
          ...([present, maskStride, kept, y, stride] as const),
        );
      },
      backward({ math, inputs: [x], output, kept }) {
        const { value, stride: xStride, gradient: dx, accumulates } = x as Operand;
        if (dx === 0) return;
        const { rows, value: y, gradient: dy, stride } = output;
        // Where nothing is added to, what is there need not be a number.
        if (!accumulates) realsAt(math, dx, rows * xStride).fill(0);
        math.attendBackward(
          ...([rows / length, length, heads, headWidth, value, xStride, kept, y, stride, dy, stride] as const),
          ...([dx, xStride] as const),
        );
      },
      twin: (layers, inputs) =>
        computedBy(layers, at, inputs, [null, width], (x, mask) => {
          const parts = x.reshape([-1, length, 3, heads, headWidth]).transpose([2, 0, 3, 1, 4]);
          const [q, k, v] = parts.unstack(0) as [tf.Tensor, tf.Tensor, tf.Tensor];
          const scores = q.matMul(k, false, true).div(Math.sqrt(headWidth));
          const ones = scores.onesLike();
          const isBefore = ones.cumsum(2).sub(ones.cumsum(3)).add(1).clipByValue(0, 1);
          const isSeen = mask === undefined ? isBefore : isBefore.mul(mask.reshape([-1, 1, 1, length]));
          // The index of each column.
          const places = ones.cumsum(3, true);
          const masked = scores.add(places.mul(slope)).add(isSeen.sub(1).mul(1e9));
          return masked.softmax().mul(isSeen).matMul(v).transpose([0, 2, 1, 3]).reshape([-1, width]);
        }),
    };
  },
});
