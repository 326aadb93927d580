import type { Bitmap } from "../../models/retrieval/bitmap.ts";

/** Sets of items that are likely to be asked for again, by what they are the items of. */
export interface BitmapCache {
  /** The set of this name, made unless it is kept; not to be changed. The sets that were used longest ago are dropped. */
  get(name: string, make: () => Bitmap): Bitmap;
}

/** A cache of at most `byteLimit` bytes of sets and names. What is larger by itself is not kept. */
export function createBitmapCache(byteLimit: number): BitmapCache {
  const kept = new Map<string, Bitmap>();
  let bytes = 0;
  return {
    get: (name, make) => {
      const known = kept.get(name);
      if (known) {
        // A Map goes by insertion: what is used now comes last.
        kept.delete(name);
        kept.set(name, known);
        return known;
      }
      const made = make();
      if (sizeOf(name, made) > byteLimit) return made;
      kept.set(name, made);
      bytes += sizeOf(name, made);
      for (const [oldest, bitmap] of kept) {
        if (bytes <= byteLimit) break;
        kept.delete(oldest);
        bytes -= sizeOf(oldest, bitmap);
      }
      return made;
    },
  };
}

function sizeOf(name: string, bitmap: Bitmap): number {
  return bitmap.byteLength + 2 * name.length;
}
