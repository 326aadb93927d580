/**
 * A set of items: bit i % 32 of word i / 32 set = item i is in it; u32[⌈items / 32⌉]. Bits beyond the last item are 0. Its
 * bytes are the mask that kernels take, on little-endian machines, which are all that WebAssembly runs on in practice.
 */
export type Bitmap = Uint32Array;

export function emptyBitmap(itemCount: number): Bitmap {
  return new Uint32Array(Math.ceil(itemCount / 32));
}

export function fullBitmap(itemCount: number): Bitmap {
  const bitmap = emptyBitmap(itemCount).fill(0xffff_ffff);
  clearTail(bitmap, itemCount);
  return bitmap;
}

export function has(bitmap: Bitmap, item: number): boolean {
  return ((bitmap[item >>> 5]! >>> (item & 31)) & 1) === 1;
}

/** Adds items[start … end) to a set. */
export function addItems(bitmap: Bitmap, items: Uint32Array, start = 0, end = items.length): void {
  for (let at = start; at < end; at++) {
    const item = items[at]!;
    bitmap[item >>> 5]! |= 1 << (item & 31);
  }
}

/** Takes items[start … end) out of a set. */
export function removeItems(bitmap: Bitmap, items: Uint32Array, start = 0, end = items.length): void {
  for (let at = start; at < end; at++) {
    const item = items[at]!;
    bitmap[item >>> 5]! &= ~(1 << (item & 31));
  }
}

/** target ← target ∩ other */
export function intersect(target: Bitmap, other: Bitmap): void {
  for (let word = 0; word < target.length; word++) target[word]! &= other[word]!;
}

/** target ← target ∪ other */
export function unite(target: Bitmap, other: Bitmap): void {
  for (let word = 0; word < target.length; word++) target[word]! |= other[word]!;
}

/** target ← target ∖ other */
export function subtract(target: Bitmap, other: Bitmap): void {
  for (let word = 0; word < target.length; word++) target[word]! &= ~other[word]!;
}

/** target ← all items ∖ target */
export function complement(target: Bitmap, itemCount: number): void {
  for (let word = 0; word < target.length; word++) target[word] = ~target[word]!;
  clearTail(target, itemCount);
}

/** How many items are in a set. */
export function countItems(bitmap: Bitmap): number {
  let count = 0;
  for (let word = 0; word < bitmap.length; word++) count += bitCount(bitmap[word]!);
  return count;
}

/** Items in blocks of four of which at least one is in the set. */
export function countBlockItems(bitmap: Bitmap, itemCount: number): number {
  let blocks = 0;
  for (let word = 0; word < bitmap.length; word++) {
    const pairs = bitmap[word]! | (bitmap[word]! >>> 1);
    blocks += bitCount((pairs | (pairs >>> 2)) & 0x1111_1111);
  }
  const rest = itemCount % 4;
  const isLastIn = rest > 0 && bitmap[bitmap.length - 1]! >>> ((itemCount - rest) & 31) !== 0;
  return isLastIn ? 4 * (blocks - 1) + rest : 4 * blocks;
}

/** Bits set in a word, added up in halves, quarters and bytes (Warren, Hacker's Delight, 5-1). */
function bitCount(word: number): number {
  const halves = word - ((word >>> 1) & 0x5555_5555);
  const quarters = (halves & 0x3333_3333) + ((halves >>> 2) & 0x3333_3333);
  return Math.imul((quarters + (quarters >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

function clearTail(bitmap: Bitmap, itemCount: number): void {
  const rest = itemCount & 31;
  if (rest > 0) bitmap[bitmap.length - 1]! &= (1 << rest) - 1;
}
