import type { Vectors } from "../../models/retrieval/retrieval.ts";
import type { Likeness } from "./likeness.ts";

/** The cosine of the leading lanes, or 0 where it is negative. O(items · lanes) a look. */
export function byFactors({ factorCount, itemFactors, inverseNorms, dots }: Vectors, lanes: number): Likeness {
  return {
    by: "factors",
    among: (items) => {
      const inverses = inverseNorms(items);
      const query = new Float32Array(factorCount);
      return (place, target) => {
        // Lanes that do not count are left 0.
        query.set(itemFactors(items.subarray(place, place + 1)).subarray(0, lanes));
        const products = dots(items, query, 1);
        const scale = inverses[place]!;
        for (let other = 0; other < items.length; other++) {
          target[other] = Math.max(0, products[other]! * scale * inverses[other]!);
        }
      };
    },
  };
}
