import type { CategoryColumn } from "../../data/items.ts";

/** A column turned round: value c has the items[offsets[c] … offsets[c + 1]), ascending. */
export interface ItemsByCode {
  /** u32[values + 1] */
  readonly offsets: Uint32Array;
  /** u32[entries] */
  readonly items: Uint32Array;
}

/** Turns a column from the values of an item to the items of a value: a counting sort of its entries. */
export function turnRound({ dictionary, offsets: byItem, codes }: CategoryColumn): ItemsByCode {
  const offsets = new Uint32Array(dictionary.length + 1);
  for (let at = 0; at < codes.length; at++) offsets[codes[at]! + 1]!++;
  for (let code = 0; code < dictionary.length; code++) offsets[code + 1]! += offsets[code]!;
  const next = offsets.slice();
  const items = new Uint32Array(codes.length);
  for (let item = 0; item + 1 < byItem.length; item++) {
    for (let at = byItem[item]!; at < byItem[item + 1]!; at++) items[next[codes[at]!]!++] = item;
  }
  return { offsets, items };
}

/** Whether an item has all of these codes, which ascend, as its own do. */
export function hasAll({ offsets, codes }: CategoryColumn, item: number, wanted: Uint32Array): boolean {
  let found = 0;
  for (let at = offsets[item]!; at < offsets[item + 1]! && found < wanted.length; at++) {
    if (codes[at] === wanted[found]) found++;
  }
  return found === wanted.length;
}
