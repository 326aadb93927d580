import type { Interactions } from "../data/interactions.ts";
import type { CategoryColumn, ItemTable } from "../data/items.ts";

/** What features read of the items of a catalogue. */
export interface ItemFacts {
  /** f32[items], interactions of each item (a count). */
  readonly popularity: Float32Array;
  /** f32[items], mean value of each item, drawn towards the mean of all; undefined where values are no ratings. */
  readonly meanValues: Float32Array | undefined;
  /** f32[items], times of each item; undefined unless they are asked for. */
  readonly times: ItemTimes | undefined;
  readonly categories: readonly { readonly name: string; readonly column: CategoryColumn }[];
  /** f64[items] each, NaN where unknown. */
  readonly numbers: readonly { readonly name: string; readonly values: Float64Array }[];
}

/** When items were taken, as of the newest interaction. */
export interface ItemTimes {
  /** f32[items]: ln(1 + days since the first interaction of the item). */
  readonly age: Float32Array;
  /** f32[items]: ln of its share of the newest tenth of the interactions, over its share of all; both plus one. */
  readonly trend: Float32Array;
}

/** Interactions of an average item that a mean counts beside those of the item. */
const PRIOR_COUNT = 5;
/** Columns of categories, and of numbers, that are compared: the first of the table. */
const MOST_COLUMNS = 4;
/** The newest share of the interactions that a trend looks at. */
const NEWEST_SHARE = 0.1;

/** The facts of items by the interactions that a retrieval was fitted to. O(rows + columns). */
export function itemFacts(
  { items: rows, values, timestamps, feedback, itemIds }: Interactions,
  { categories, numbers }: Pick<ItemTable, "categories" | "numbers">,
  withTimes: boolean,
): ItemFacts {
  const popularity = new Float32Array(itemIds.size);
  for (const item of rows) popularity[item]! += 1;
  return {
    popularity,
    meanValues: feedback === "explicit" ? meansOf(rows, values, popularity) : undefined,
    times: withTimes && timestamps ? timesOf(rows, timestamps, popularity) : undefined,
    ...columnsOf({ categories, numbers }),
  };
}

/** The columns of a catalogue that features read: categories that items share, and the first numbers. */
export function columnsOf({
  categories,
  numbers,
}: Pick<ItemTable, "categories" | "numbers">): Pick<ItemFacts, "categories" | "numbers"> {
  return {
    categories: Array.from(categories, ([name, column]) => ({ name, column }))
      .filter(({ column: { dictionary, codes } }) => codes.length >= 2 * dictionary.length)
      .slice(0, MOST_COLUMNS),
    numbers: Array.from(numbers, ([name, values]) => ({ name, values })).slice(0, MOST_COLUMNS),
  };
}

function meansOf(rows: Uint32Array, values: Float32Array, popularity: Float32Array): Float32Array {
  const sums = new Float64Array(popularity.length);
  let total = 0;
  for (let row = 0; row < rows.length; row++) {
    sums[rows[row]!]! += values[row]!;
    total += values[row]!;
  }
  const mean = rows.length === 0 ? 0 : total / rows.length;
  return Float32Array.from(sums, (sum, item) => (sum + PRIOR_COUNT * mean) / (popularity[item]! + PRIOR_COUNT));
}

function timesOf(rows: Uint32Array, timestamps: Float64Array, popularity: Float32Array): ItemTimes {
  const sorted = timestamps.slice().sort();
  const newest = sorted.at(-1) ?? 0;
  const begin = sorted[Math.floor((1 - NEWEST_SHARE) * sorted.length)] ?? newest;
  const first = new Float64Array(popularity.length).fill(newest);
  const late = new Float64Array(popularity.length);
  let lateCount = 0;
  for (let row = 0; row < rows.length; row++) {
    const [item, time] = [rows[row]!, timestamps[row]!];
    if (time < first[item]!) first[item] = time;
    if (time < begin) continue;
    late[item]! += 1;
    lateCount += 1;
  }
  const share = rows.length === 0 ? 0 : lateCount / rows.length;
  return {
    age: Float32Array.from(first, (time) => Math.log1p((newest - time) / SECONDS_A_DAY)),
    trend: Float32Array.from(late, (count, item) => Math.log((count + 1) / (share * popularity[item]! + 1))),
  };
}

const SECONDS_A_DAY = 86_400;
