import {
  addItems,
  type Bitmap,
  complement,
  emptyBitmap,
  removeItems,
  subtract,
} from "../../models/retrieval/bitmap.ts";
import { type FilterColumn, hasOnly, type ShortCondition } from "./filter-column.ts";
import { sortNumbers } from "./sort-numbers.ts";

/** Sets of a column's first items by number that are kept, evenly spread. */
const MILESTONES = 16;

/** A numeric column in the order of its numbers. */
interface SortedColumn {
  /** Items with a number, by number. */
  readonly order: Uint32Array;
  /** Set m has the first m · step items of the order. */
  readonly milestones: readonly Bitmap[];
  readonly step: number;
}

/**
 * A numeric column: NaN where an item has no number, so that no range has it. It is sorted when it is first asked for, which
 * then takes 6 bytes an item: the order, and sets of its first items. A range is the difference of two such sets, each made of
 * the nearest one that is kept: O(items / 32).
 */
export function createNumberColumn(numbers: Float64Array): FilterColumn {
  let made: SortedColumn | undefined;
  const sorted = (): SortedColumn => {
    made ??= sortColumn(numbers);
    return made;
  };
  /** The places of the order with these numbers, from the first to before the last. */
  const placesOf = (min: number, max: number): readonly [start: number, end: number] => {
    const { order } = sorted();
    const start = firstPlace(order, (item) => numbers[item]! >= min);
    return [
      start,
      Math.max(
        start,
        firstPlace(order, (item) => numbers[item]! > max),
      ),
    ];
  };
  const between = (min: number, max: number): Bitmap => {
    const [start, end] = placesOf(min, max);
    if (end - start <= sorted().step) {
      const few = emptyBitmap(numbers.length);
      addItems(few, sorted().order, start, end);
      return few;
    }
    const found = firstItems(sorted(), end);
    if (start > 0) subtract(found, firstItems(sorted(), start));
    return found;
  };
  return {
    title: "a column of numbers",
    takes: "equals, anyOf, min, max and exists",
    shortForm: 'a number or {"min": …, "max": …} with finite bounds',
    readShort: readShortNumber,
    find: (condition) => {
      if (condition.kind === "range") return between(condition.min, condition.max);
      if (condition.kind === "exists") {
        const known = between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
        if (!condition.exists) complement(known, numbers.length);
        return known;
      }
      if (condition.kind !== "anyOf") return undefined;
      const found = emptyBitmap(numbers.length);
      for (const value of new Set(condition.values)) {
        if (typeof value !== "number") return undefined;
        addItems(found, sorted().order, ...placesOf(value, value));
      }
      return found;
    },
  };
}

function readShortNumber(condition: unknown): ShortCondition | undefined {
  if (typeof condition === "number" && Number.isFinite(condition)) {
    return { condition: { kind: "anyOf", values: [condition] }, isNegated: false };
  }
  if (!hasOnly(condition, ["min", "max"]) || !Object.values(condition).every(Number.isFinite)) return undefined;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = condition;
  return { condition: { kind: "range", min: Number(min), max: Number(max) }, isNegated: false };
}

function sortColumn(numbers: Float64Array): SortedColumn {
  const order = sortNumbers(numbers);
  const step = Math.max(1, Math.ceil(order.length / MILESTONES));
  const milestones = [emptyBitmap(numbers.length)];
  for (let end = step; end - step < order.length; end += step) {
    const next = milestones.at(-1)!.slice();
    addItems(next, order, end - step, Math.min(end, order.length));
    milestones.push(next);
  }
  return { order, milestones, step };
}

/** The set of the first `count` items of the order. */
function firstItems({ order, milestones, step }: SortedColumn, count: number): Bitmap {
  const nearest = Math.min(Math.round(count / step), milestones.length - 1);
  const found = milestones[nearest]!.slice();
  const have = Math.min(nearest * step, order.length);
  if (count > have) addItems(found, order, have, count);
  else removeItems(found, order, count, have);
  return found;
}

/** The first place of the order from which on a condition holds; its length where it holds nowhere. */
function firstPlace(order: Uint32Array, holds: (item: number) => boolean): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(order[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
