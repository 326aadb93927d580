/** A filter as the kernels take it. */
export interface CompiledFilter {
  /** Bit i % 8 of byte i / 8 set = item i passes; u8[⌈items / 8⌉]. */
  readonly mask: Uint8Array;
  /** Items that pass. */
  readonly allowed: number;
  /** Items in blocks of four of which at least one passes: those the scan scores. */
  readonly scored: number;
}

/** The filter that these items pass, and no others. */
export function onlyItems(items: Uint32Array, itemCount: number): CompiledFilter {
  const allowed = new Uint8Array(itemCount);
  for (const item of items) allowed[item] = 1;
  return compiledFrom(allowed);
}

/** The filter of u8[items]: 1 for an item that passes. */
export function compiledFrom(marks: Uint8Array): CompiledFilter {
  const count = marks.length;
  const mask = new Uint8Array(Math.ceil(count / 8));
  let allowed = 0;
  for (let item = 0; item < count; item++) {
    if (marks[item] === 0) continue;
    mask[item >> 3]! |= 1 << (item & 7);
    allowed++;
  }
  let scored = 0;
  for (let block = 0; block < count; block += 4) {
    if ((mask[block >> 3]! >> (block & 4)) & 15) scored += Math.min(4, count - block);
  }
  return { mask, allowed, scored };
}

/** Whether an item passes a filter, or there is none. */
export function passes(filter: CompiledFilter | undefined, item: number): boolean {
  return filter === undefined || ((filter.mask[item >> 3]! >> (item & 7)) & 1) === 1;
}

/** How many items a filter and exclusions (distinct) take out together. */
export function countOut(filter: CompiledFilter | undefined, exclude: Uint32Array, itemCount: number): number {
  const byFilter = filter ? itemCount - filter.allowed : 0;
  return exclude.reduce((count, item) => count + (passes(filter, item) ? 1 : 0), byFilter);
}
