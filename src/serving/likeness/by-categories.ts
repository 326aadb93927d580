import type { CategoryColumn } from "../../data/items.ts";
import type { Likeness } from "./likeness.ts";

/**
 * The Jaccard index of all values of all columns: how many two items share, over how many they have together. O(values of the
 * items) a look.
 */
export function byCategories(columns: readonly CategoryColumn[]): Likeness {
  const marks = columns.map(({ dictionary }) => new Uint8Array(dictionary.length));
  const sizeOf = (item: number): number =>
    columns.reduce((sum, { offsets }) => sum + offsets[item + 1]! - offsets[item]!, 0);
  return {
    by: "categories",
    among: (items) => {
      const sizes = Uint32Array.from(items, sizeOf);
      return (place, target) => {
        target.fill(0, 0, items.length);
        for (const [index, { offsets, codes }] of columns.entries()) {
          const own = marks[index] ?? new Uint8Array(0);
          const [start, end] = [offsets[items[place]!]!, offsets[items[place]! + 1]!];
          for (let at = start; at < end; at++) own[codes[at]!] = 1;
          for (let other = 0; other < items.length; other++) {
            for (let at = offsets[items[other]!]!; at < offsets[items[other]! + 1]!; at++) {
              target[other]! += own[codes[at]!]!;
            }
          }
          for (let at = start; at < end; at++) own[codes[at]!] = 0;
        }
        for (let other = 0; other < items.length; other++) {
          const shared = target[other]!;
          target[other] = shared === 0 ? 0 : shared / (sizes[place]! + sizes[other]! - shared);
        }
      };
    },
  };
}
