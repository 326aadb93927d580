import { addItems, type Bitmap, countBlockItems, countItems, emptyBitmap, fullBitmap, has } from "./bitmap.ts";

/** A filter as the kernels take it. */
export interface CompiledFilter {
  /** The items that pass. */
  readonly bitmap: Bitmap;
  /** Its bytes: bit i % 8 of byte i / 8 set = item i passes; u8[⌈items / 8⌉]. */
  readonly mask: Uint8Array;
  /** Items that pass. */
  readonly allowed: number;
  /** Items in blocks of four of which at least one passes: those the scan scores. */
  readonly scored: number;
}

/** The filter that the items of a set pass. Keeps the set, which must stay as it is. */
export function filterOf(bitmap: Bitmap, itemCount: number): CompiledFilter {
  return {
    bitmap,
    mask: new Uint8Array(bitmap.buffer, bitmap.byteOffset, Math.ceil(itemCount / 8)),
    allowed: countItems(bitmap),
    scored: countBlockItems(bitmap, itemCount),
  };
}

/** The filter that these items pass, and no others. */
export function onlyItems(items: Uint32Array, itemCount: number): CompiledFilter {
  const bitmap = emptyBitmap(itemCount);
  addItems(bitmap, items);
  return filterOf(bitmap, itemCount);
}

/** The items that pass a filter, all of them where there is none, as a set that may be changed. */
export function passing(filter: CompiledFilter | undefined, itemCount: number): Bitmap {
  return filter ? filter.bitmap.slice() : fullBitmap(itemCount);
}

/** Whether an item passes a filter, or there is none. */
export function passes(filter: CompiledFilter | undefined, item: number): boolean {
  return filter === undefined || has(filter.bitmap, item);
}

/** How many items a filter and exclusions (distinct) take out together. */
export function countOut(filter: CompiledFilter | undefined, exclude: Uint32Array, itemCount: number): number {
  let count = filter ? itemCount - filter.allowed : 0;
  for (let at = 0; at < exclude.length; at++) if (passes(filter, exclude[at]!)) count++;
  return count;
}
