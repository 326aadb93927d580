import { PARTS } from "./plan.ts";

/** Rows [begin, begin + rows) of a batch. */
export interface Part {
  readonly number: number;
  readonly begin: number;
  readonly rows: number;
}

/** A part has at least so many rows where a batch has several: products of fewer are slow, and so are their statistics. */
const PART_ROWS = 32;

/**
 * Cuts rows into parts, by their number alone. Parts begin at multiples of 4 rows, and at the first of `together` ones that no part
 * may separate.
 */
export function cutRows(rows: number, together = 1): Part[] {
  const count = Math.max(1, Math.min(PARTS, Math.floor(rows / PART_ROWS)));
  const step = together % 4 === 0 ? together : together % 2 === 0 ? 2 * together : 4 * together;
  const size = Math.ceil(rows / count / step) * step;
  return Array.from({ length: Math.ceil(rows / size) }, (_, number) => {
    const begin = number * size;
    return { number, begin, rows: Math.min(size, rows - begin) };
  });
}

/** One of PARTS slices of `count` things, which begins at a multiple of `step`; the last ones may be empty. */
export function sliceOf(
  count: number,
  slice: number,
  step: number,
): { readonly begin: number; readonly count: number } {
  const size = Math.ceil(count / PARTS / step) * step;
  const begin = Math.min(slice * size, count);
  return { begin, count: Math.min(size, count - begin) };
}
