import type { CategoryColumn } from "../data/items.ts";

/** The category column whose values count as tags for the re-ranking head. */
export const TAG_COLUMN = "tags";

/**
 * Share of each candidate's tags that occur among the history's tags: 0 … 1, f32[candidates]. 0 for an item without tags,
 * and everywhere when the catalogue has no tags. O(tags of history and candidates).
 */
export function tagOverlap(
  tags: CategoryColumn | undefined,
  history: Uint32Array,
  candidates: Uint32Array,
): Float32Array {
  const overlap = new Float32Array(candidates.length);
  if (!tags) return overlap;
  const liked = new Uint8Array(tags.dictionary.length);
  for (const item of history) {
    for (let at = tags.offsets[item]!; at < tags.offsets[item + 1]!; at++) liked[tags.codes[at]!] = 1;
  }
  for (let place = 0; place < candidates.length; place++) {
    const item = candidates[place]!;
    const start = tags.offsets[item]!;
    const end = tags.offsets[item + 1]!;
    let shared = 0;
    for (let at = start; at < end; at++) shared += liked[tags.codes[at]!]!;
    overlap[place] = end > start ? shared / (end - start) : 0;
  }
  return overlap;
}
