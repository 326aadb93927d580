import type { Vectors } from "../../models/retrieval/retrieval.ts";
import type { Likeness } from "./likeness.ts";

/**
 * The cosine of the leading lanes, or 0 where it is negative. O(items · lanes) a look; rows are copied once for all looks, so that those of int8
 * are dequantised once.
 */
export function byFactors({ factorCount, itemFactors, inverseNorms }: Vectors, lanes: number): Likeness {
  return {
    by: "factors",
    among: (items) => {
      const [rows, inverses] = [itemFactors(items), inverseNorms(items)];
      return (place, target) => {
        const own = rows.subarray(place * factorCount, place * factorCount + lanes);
        const scale = inverses[place]!;
        for (let other = 0; other < items.length; other++) {
          target[other] = Math.max(0, productOf(own, rows, other * factorCount) * scale * inverses[other]!);
        }
      };
    },
  };
}

/** Σ own[lane] · rows[start + lane], in four sums that do not wait for each other. */
function productOf(own: Float32Array, rows: Float32Array, start: number): number {
  const end = own.length - (own.length % 4);
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let lane = 0; lane < end; lane += 4) {
    first += own[lane]! * rows[start + lane]!;
    second += own[lane + 1]! * rows[start + lane + 1]!;
    third += own[lane + 2]! * rows[start + lane + 2]!;
    fourth += own[lane + 3]! * rows[start + lane + 3]!;
  }
  for (let lane = end; lane < own.length; lane++) first += own[lane]! * rows[start + lane]!;
  return first + second + (third + fourth);
}
