import type { Csr } from "../../data/csr.ts";

/** Ratings a block should have: with their rows they stay in a second-level cache. */
const BLOCK_RATINGS = 32_768;
const MAXIMUM_PARTS = 64;

/**
 * The ratings cut into parts × parts blocks, users by items. Blocks that share neither users nor items form a stratum and
 * may be visited at the same time: stratified SGD (Gemulla et al. 2011). The number of parts follows from the data alone.
 */
export interface Strata {
  readonly parts: number;
  /** Place of each user's row in memory; the rows of a part lie together. u32[users] */
  readonly userPlaces: Uint32Array;
  /** The same of items. u32[items] */
  readonly itemPlaces: Uint32Array;
  /** First entry of each block, user part by user part. u32[parts² + 1] */
  readonly blockOffsets: Uint32Array;
}

/** How many parts a table of so many ratings is cut into. */
export function partsOf(ratingCount: number): number {
  return Math.max(1, Math.min(MAXIMUM_PARTS, Math.floor(Math.sqrt(ratingCount / (2 * BLOCK_RATINGS)))));
}

/** Plans the blocks and calls `put` with the place of every entry in them, in the order of the matrix. */
export function cutIntoStrata(
  ratings: Csr,
  parts: number,
  put: (entry: number, place: number, userPlace: number, itemPlace: number) => void,
): Strata {
  const { rowCount, columnCount, offsets, indices } = ratings;
  const itemCounts = new Uint32Array(columnCount);
  for (const item of indices) itemCounts[item]! += 1;
  const users = deal(
    Uint32Array.from({ length: rowCount }, (_, user) => offsets[user + 1]! - offsets[user]!),
    parts,
  );
  const items = deal(itemCounts, parts);
  const blockOffsets = new Uint32Array(parts * parts + 1);
  const forEachEntry = (visit: (entry: number, user: number, block: number) => void): void => {
    for (let user = 0; user < rowCount; user++) {
      const first = users.partOf[user]! * parts;
      for (let entry = offsets[user]!; entry < offsets[user + 1]!; entry++) {
        visit(entry, user, first + items.partOf[indices[entry]!]!);
      }
    }
  };
  forEachEntry((_entry, _user, block) => {
    blockOffsets[block + 1]! += 1;
  });
  for (let block = 0; block < parts * parts; block++) blockOffsets[block + 1]! += blockOffsets[block]!;
  const next = blockOffsets.slice();
  forEachEntry((entry, user, block) => {
    put(entry, next[block]!++, users.places[user]!, items.places[indices[entry]!]!);
  });
  return { parts, userPlaces: users.places, itemPlaces: items.places, blockOffsets };
}

/**
 * Deals rows out to parts by falling count, forwards and backwards in turn, so that all parts have about the same number of
 * rows and ratings. One part keeps the rows as they are.
 */
function deal(counts: Uint32Array, parts: number): { partOf: Uint32Array; places: Uint32Array } {
  const partOf = new Uint32Array(counts.length);
  const places = Uint32Array.from(counts.keys());
  if (parts === 1) return { partOf, places };
  const order = Uint32Array.from(places).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const sizes = new Uint32Array(parts + 1);
  for (const [rank, row] of order.entries()) {
    const turn = rank % (2 * parts);
    const part = turn < parts ? turn : 2 * parts - 1 - turn;
    partOf[row] = part;
    sizes[part + 1]! += 1;
  }
  for (let part = 0; part < parts; part++) sizes[part + 1]! += sizes[part]!;
  for (const row of order) places[row] = sizes[partOf[row]!]!++;
  return { partOf, places };
}
