import { describe, expect, it } from "vitest";
import { csrFromCoordinates, transpose } from "../../src/data/csr.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { slopeOnePair, slopeOneSums } from "../../src/kernels/reference/slope-one.ts";
import type { Random } from "../../src/random.ts";
import { createTrainingHost } from "./host.ts";
import { SIZES, seeded } from "./samples.ts";

const host = createTrainingHost(await threadedKernelModule());
const { kernels } = host;

const USERS = 12;

/** Half stars of twelve users for about half of the items; the sums are exact. */
function someUsers(random: Random, itemCount: number): Map<number, number>[] {
  return Array.from({ length: USERS }, () => {
    const items = Array.from({ length: itemCount }, (_, item) => item).filter(() => random.nextFloat() < 0.4);
    return new Map(items.map((item) => [item, (1 + random.nextInteger(10)) / 2]));
  });
}

function sumPairs(users: readonly Map<number, number>[], itemCount: number, rows: readonly [number, number][]): number {
  host.reset();
  const cells = users.flatMap((own, user) => [...own].map(([item, rating]) => [user, item, rating] as const));
  const byUser = csrFromCoordinates(
    users.length,
    itemCount,
    Uint32Array.from(cells, ([user]) => user),
    Uint32Array.from(cells, ([, item]) => item),
    Float32Array.from(cells, ([, , rating]) => rating),
  );
  const pairs = host.allocate(Math.max(8, 4 * itemCount * (itemCount - 1)), 0);
  const [first, second] = [transpose(byUser), byUser].map((matrix) => {
    return [host.put(matrix.offsets), host.put(matrix.indices), host.put(matrix.values)] as const;
  });
  for (const [start, end] of rows) kernels.slopeOneRows(start, end, ...first!, ...second!, pairs);
  return pairs;
}

describe("Slope One", () => {
  it.each(SIZES)("sums the differences of every pair of %i items, whatever blocks the rows come in", (itemCount) => {
    seeded(60_000 + itemCount, (random) => {
      const users = someUsers(random, itemCount);
      const middle = Math.floor(itemCount / 2);
      const pairs = sumPairs(users, itemCount, [
        [middle, itemCount],
        [0, middle],
      ]);
      const found = host.f32(pairs, itemCount * (itemCount - 1));
      for (let i = 0; i < itemCount; i++) {
        for (let j = 0; j < i; j++) {
          const { sum, n } = slopeOnePair(users, i, j);
          const at = i * (i - 1) + 2 * j;
          expect([found[at], found[at + 1]], `items ${i} and ${j}`).toEqual([sum, n]);
        }
      }
    });
  });

  it.each(SIZES)("adds up what a history says of each of %i items", (itemCount) => {
    seeded(70_000 + itemCount, (random) => {
      const users = someUsers(random, itemCount);
      const pairs = sumPairs(users, itemCount, [[0, itemCount]]);
      const history = someUsers(random, itemCount)[0]!;
      const items = host.put(Uint32Array.from(history.keys()));
      const ratings = host.put(Float32Array.from(history.values()));
      const out = host.allocate(24);
      for (const weighted of [false, true]) {
        for (let item = 0; item < itemCount; item++) {
          kernels.slopeOnePredict(item, items, ratings, history.size, pairs, weighted ? 1 : 0, out);
          const found = new Float64Array(host.f32(out, 6).buffer);
          for (const [place, expected] of slopeOneSums(users, history, item, weighted).entries()) {
            expect(found[place], `sum ${place} of item ${item}`).toBeCloseTo(expected, 10);
          }
        }
      }
    });
  });
});
