import type { ItemIndex } from "../../kernels/item-index.ts";
import { ones } from "../history-weights.ts";
import { rightSide } from "../retrieval/folded-user.ts";
import { weighedParts } from "../retrieval/parts.ts";
import type { FoldedUser } from "../retrieval/user-of-rows.ts";

/** A sum shorter than this share of its rows, which have length 1, is their rounding. */
const ROUNDING = 1e-6;

interface Scaled {
  readonly sum: Float32Array;
  readonly scale: number;
}

/**
 * Users as means of rows, with likes and dislikes:
 *
 *   x = s · ( Σ_history cⱼyⱼ − Σ_dislikes cⱼyⱼ ),   s = 1/Σ cⱼ, or with `normalise` what makes ‖x‖ = 1
 *
 * cⱼ is 1, more for a like by its weight, and the weight of a dislike: weights of stored histories are not read. Sums are f32
 * in the order of the items, s is f64. Where rows cancel out, x is 0. With `biasLane` the last lane of rows is a bias: it is
 * not summed, and is `biasLane` in x.
 */
export function meanOfRows(normalise: boolean, biasLane: number | undefined): (index: ItemIndex) => FoldedUser {
  return (index) => {
    const lanes = index.factorCount - (biasLane === undefined ? 0 : 1);
    /** The sum with a scale that is still to be applied. */
    const summed = (items: Uint32Array, rights: Float32Array): Scaled => {
      const sum = index.weightedSum(items, rights);
      const count = rights.reduce((all, right) => all + Math.abs(right), 0);
      const size = normalise ? Math.sqrt(squares(sum.subarray(0, lanes))) : count;
      return { sum, scale: size > ROUNDING * count ? 1 / size : 0 };
    };
    return {
      factors: (history, weights, examples) => {
        const { items, rights } = rightSide(history, ones(weights), -1, examples);
        const { sum, scale } = summed(items, rights);
        const x = sum.map((value) => scale * value);
        if (biasLane !== undefined) x[lanes] = biasLane;
        return x;
      },
      draw: undefined,
      parts: (history, weights, wanted, examples) => {
        const { items, rights } = rightSide(history, ones(weights), -1, examples);
        const { scale } = summed(items, rights);
        const queries = index.factorsOf(items);
        const popularity = new Float64Array(wanted.length);
        if (biasLane !== undefined) {
          for (let at = lanes; at < queries.length; at += lanes + 1) queries[at] = 0;
          const rows = index.factorsOf(wanted);
          for (let row = 0; row < wanted.length; row++) popularity[row] = biasLane * rows[(row + 1) * (lanes + 1) - 1]!;
        }
        const parts = weighedParts(index.dots(wanted, queries, items.length), rights);
        return { items, parts: parts.map((part) => scale * part), popularity };
      },
    };
  };
}

function squares(x: Float32Array): number {
  return x.reduce((sum, value) => sum + value * value, 0);
}
