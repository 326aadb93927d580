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
  const passes = new Uint8Array(itemCount);
  for (const item of items) passes[item] = 1;
  return compiledFrom(passes);
}

/** The filter of u8[items]: 1 for an item that passes. */
export function compiledFrom(passes: Uint8Array): CompiledFilter {
  const count = passes.length;
  const mask = new Uint8Array(Math.ceil(count / 8));
  let allowed = 0;
  for (let item = 0; item < count; item++) {
    if (passes[item] === 0) continue;
    mask[item >> 3]! |= 1 << (item & 7);
    allowed++;
  }
  let scored = 0;
  for (let block = 0; block < count; block += 4) {
    if ((mask[block >> 3]! >> (block & 4)) & 15) scored += Math.min(4, count - block);
  }
  return { mask, allowed, scored };
}
