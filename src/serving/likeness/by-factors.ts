import type { Vectors } from "../../models/retrieval/retrieval.ts";
import type { Likeness } from "./likeness.ts";

/** The cosine of the leading lanes, or 0 where it is negative. O(items · lanes) a look. */
export function byFactors({ factorCount, itemFactors, inverseNorms }: Vectors, lanes: number): Likeness {
  return {
    by: "factors",
    among: (items) => {
      const [rows, inverses] = [itemFactors(items), inverseNorms(items)];
      return (place, target) => {
        const own = rows.subarray(place * factorCount, place * factorCount + lanes);
        for (let other = 0; other < items.length; other++) {
          const start = other * factorCount;
          let sum = 0;
          for (let lane = 0; lane < lanes; lane++) sum += own[lane]! * rows[start + lane]!;
          target[other] = Math.max(0, sum * inverses[place]! * inverses[other]!);
        }
      };
    },
  };
}
