import type { CategoryColumn } from "../../data/items.ts";

/** The items of each value of a column: value v has items[offsets[v]] … items[offsets[v + 1] − 1], ascending. */
export interface Postings {
  /** u32[values + 1] */
  readonly offsets: Uint32Array;
  /** u32[entries] */
  readonly items: Uint32Array;
}

const known = new WeakMap<CategoryColumn, Postings>();

/** A column the other way round, made when it is first asked for. O(entries). */
export function postingsOf(column: CategoryColumn): Postings {
  const made = known.get(column) ?? invert(column);
  known.set(column, made);
  return made;
}

function invert({ dictionary, offsets, codes }: CategoryColumn): Postings {
  const starts = new Uint32Array(dictionary.length + 1);
  for (let entry = 0; entry < codes.length; entry++) starts[codes[entry]! + 1]!++;
  for (let value = 0; value < dictionary.length; value++) starts[value + 1]! += starts[value]!;
  const next = starts.slice();
  const items = new Uint32Array(codes.length);
  for (let item = 0; item + 1 < offsets.length; item++) {
    for (let entry = offsets[item]!; entry < offsets[item + 1]!; entry++) items[next[codes[entry]!]!++] = item;
  }
  return { offsets: starts, items };
}
