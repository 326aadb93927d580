import type { Csr } from "../../data/csr.ts";
import type { Likeness } from "./likeness.ts";

/** The cosine of rows of weights, or 0 where it is negative. O(entries of the rows) a look. */
export function byWeights({ columnCount, offsets, indices, values }: Csr): Likeness {
  // Zeros between looks.
  const row = new Float32Array(columnCount);
  return {
    by: "weights",
    among: (items) => {
      const norms = Float64Array.from(items, (item) => {
        let sum = 0;
        for (let at = offsets[item]!; at < offsets[item + 1]!; at++) sum += values[at]! ** 2;
        return Math.sqrt(sum);
      });
      return (place, target) => {
        const [start, end] = [offsets[items[place]!]!, offsets[items[place]! + 1]!];
        for (let at = start; at < end; at++) row[indices[at]!] = values[at]!;
        for (let other = 0; other < items.length; other++) {
          let sum = 0;
          for (let at = offsets[items[other]!]!; at < offsets[items[other]! + 1]!; at++) {
            sum += row[indices[at]!]! * values[at]!;
          }
          const scale = norms[place]! * norms[other]!;
          target[other] = scale > 0 ? Math.max(0, sum / scale) : 0;
        }
        for (let at = start; at < end; at++) row[indices[at]!] = 0;
      };
    },
  };
}
