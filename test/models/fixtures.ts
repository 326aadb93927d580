import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { createRandom } from "../../src/random.ts";

/** A users × items matrix of ones from the items of each user. */
export function matrixOf(itemCount: number, itemsByUser: readonly (readonly number[])[]): Csr {
  const items = Uint32Array.from(itemsByUser.flat());
  const users = Uint32Array.from(itemsByUser.flatMap((own, user) => own.map(() => user)));
  return csrFromCoordinates(itemsByUser.length, itemCount, users, items, new Float32Array(items.length).fill(1));
}

/** Even users like even items, odd users odd ones, but nobody has the item of their own number: it must come first. */
export function checkerboard(size: number): Csr {
  const numbers = Array.from({ length: size }, (_, number) => number);
  return matrixOf(
    size,
    numbers.map((user) => numbers.filter((item) => item % 2 === user % 2 && item !== user)),
  );
}

const BLOCKS = 8;
const BLOCK_ITEMS = 10;
export const BLOCK_ITEM_COUNT = BLOCKS * BLOCK_ITEMS;

/**
 * Users of eight tastes: six items of their own block of ten and one from anywhere. Blocks have between 10 and 24 users,
 * so that popularity knows something, though not much.
 */
export function tastes(seed: number) {
  const random = createRandom(seed);
  const list: { userId: string; itemId: string }[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    for (let user = 0; user < 10 + 2 * block; user++) {
      const own = new Set<number>();
      while (own.size < 6) own.add(block * BLOCK_ITEMS + random.nextInteger(BLOCK_ITEMS));
      while (own.size < 7) own.add(random.nextInteger(BLOCK_ITEM_COUNT));
      for (const item of own) list.push({ userId: `user ${block}-${user}`, itemId: `item ${item}` });
    }
  }
  return interactionsFrom(list, "implicit");
}
