import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addItems,
  complement,
  countBlockItems,
  countItems,
  emptyBitmap,
  fullBitmap,
  has,
  intersect,
  removeItems,
  subtract,
  unite,
} from "../../src/models/retrieval/bitmap.ts";
import { countOut, filterOf } from "../../src/models/retrieval/item-mask.ts";
import { competitors } from "../../src/models/retrieval/retrieval.ts";

/** Around words of 32 bits, bytes of 8 and blocks of four. */
const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 63, 64, 65, 97];
const sizeAndSets = fc.constantFrom(...SIZES).chain((size) => {
  const items = fc.subarray(Array.from({ length: size }, (_, item) => item));
  return fc.tuple(fc.constant(size), items, items);
});
const bitmapOf = (items: readonly number[], size: number) => {
  const bitmap = emptyBitmap(size);
  addItems(bitmap, Uint32Array.from(items));
  return bitmap;
};
const itemsOf = (bitmap: Uint32Array) =>
  Array.from({ length: 32 * bitmap.length }, (_, item) => item).filter((item) => has(bitmap, item));

describe("sets of items in words", () => {
  it("are combined as sets of numbers are, and never have an item beyond the last", () => {
    fc.assert(
      fc.property(sizeAndSets, ([size, a, b]) => {
        const all = Array.from({ length: size }, (_, item) => item);
        expect(itemsOf(fullBitmap(size))).toEqual(all);
        const combined = (change: (target: Uint32Array, other: Uint32Array) => void) => {
          const target = bitmapOf(a, size);
          change(target, bitmapOf(b, size));
          return itemsOf(target);
        };
        expect(combined(intersect)).toEqual(a.filter((item) => b.includes(item)));
        expect(combined(unite)).toEqual(all.filter((item) => a.includes(item) || b.includes(item)));
        expect(combined(subtract)).toEqual(a.filter((item) => !b.includes(item)));
        expect(combined((target) => complement(target, size))).toEqual(all.filter((item) => !a.includes(item)));
        expect(combined((target) => removeItems(target, Uint32Array.from(b)))).toEqual(combined(subtract));
      }),
    );
  });

  it("count their items, and those of the blocks of four that the scan visits", () => {
    fc.assert(
      fc.property(sizeAndSets, ([size, a]) => {
        const bitmap = bitmapOf(a, size);
        expect(countItems(bitmap)).toBe(a.length);
        const blocks = [...new Set(a.map((item) => item >> 2))];
        expect(countBlockItems(bitmap, size)).toBe(
          blocks.reduce((sum, block) => sum + Math.min(4, size - 4 * block), 0),
        );
      }),
    );
  });

  it("are masks of bytes to the kernels", () => {
    fc.assert(
      fc.property(sizeAndSets, ([size, a]) => {
        const { mask } = filterOf(bitmapOf(a, size), size);
        expect(mask).toHaveLength(Math.ceil(size / 8));
        const set = Array.from({ length: 8 * mask.length }, (_, item) => item);
        expect(set.filter((item) => (mask[item >> 3]! >> (item & 7)) & 1)).toEqual(a);
      }),
    );
  });

  it("tell what a filter and exclusions leave", () => {
    fc.assert(
      fc.property(sizeAndSets, fc.boolean(), ([size, passing, excluded], isFiltered) => {
        const exclude = Uint32Array.from(excluded);
        const filter = isFiltered ? filterOf(bitmapOf(passing, size), size) : undefined;
        const all = Array.from({ length: size }, (_, item) => item);
        const left = all.filter((item) => (!isFiltered || passing.includes(item)) && !excluded.includes(item));
        const competition = competitors({ filter, exclude }, size);
        expect(competition.left).toBe(left.length);
        expect(all.filter((item) => !competition.isOut(item))).toEqual(left);
        expect(countOut(filter, exclude, size)).toBe(size - left.length);
      }),
    );
  });
});
