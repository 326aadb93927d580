import fc from "fast-check";
import { expect } from "vitest";
import { type Interactions, interactionsFrom } from "../../src/data/interactions.ts";
import { type Fold, parseProtocol, split } from "../../src/data/splits.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { DataError, OptionsError } from "../../src/errors.ts";

/** `counts[u]` rows for user u, each with an item of its own, in turns: a0 b0 c0 a1 b1 … */
export function tableOf(counts: readonly number[]): Interactions {
  const longest = Math.max(0, ...counts);
  const list = Array.from({ length: longest }, (_, turn) =>
    counts.flatMap((count, user) => (turn < count ? [{ userId: `u${user}`, itemId: `i${user}-${turn}` }] : [])),
  ).flat();
  return interactionsFrom(list, "implicit");
}

/**
 * Tables of 7 users and 8 items in which a row is known by its value (its number). Times are often equal, and some users
 * and items have no interaction.
 */
export const randomTables: fc.Arbitrary<Interactions> = fc
  .uniqueArray(fc.record({ user: fc.nat(6), item: fc.nat(7), timestamp: fc.integer({ min: -4, max: 4 }) }), {
    minLength: 2,
    maxLength: 50,
    size: "max",
    selector: ({ user, item }) => user * 8 + item,
  })
  .map((rows) => ({
    userIds: createVocabulary(Array.from({ length: 7 }, (_, user) => `u${user}`)),
    itemIds: createVocabulary(Array.from({ length: 8 }, (_, item) => `i${item}`)),
    users: Uint32Array.from(rows, ({ user }) => user),
    items: Uint32Array.from(rows, ({ item }) => item),
    values: Float32Array.from(rows, (_, row) => row),
    timestamps: Float64Array.from(rows, ({ timestamp }) => timestamp),
    feedback: "explicit" as const,
  }));

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

export function pairs({ users, items, userIds, itemIds }: Interactions): string[] {
  return Array.from(users, (user, row) => `${userIds.idOf(user)} ${itemIds.idOf(items[row] ?? -1)}`);
}

export function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof OptionsError || error instanceof DataError) return error.code;
    throw error;
  }
  return "nothing thrown";
}

export function only(folds: readonly Fold[]): Fold {
  const [fold] = folds;
  if (fold === undefined || folds.length !== 1) throw new Error(`expected one fold, got ${folds.length}`);
  return fold;
}

/** The folds of a protocol by its name. */
export function foldsOf(table: Interactions, protocol: string, seed = 1): Fold[] {
  return split(table, parseProtocol(protocol), seed);
}

/** As foldsOf, or undefined where the table is too small for the protocol. */
function foldsIfAny(table: Interactions, protocol: string, seed: number): Fold[] | undefined {
  try {
    return foldsOf(table, protocol, seed);
  } catch (error) {
    if (error instanceof DataError && error.code === "empty-split") return undefined;
    throw error;
  }
}

/** How many rows each user has. */
export function rowsPerUser({ users, userIds }: Interactions): number[] {
  return countsOf(users, userIds.size);
}

/** How many rows each item has. */
export function rowsPerItem({ items, itemIds }: Interactions): number[] {
  return countsOf(items, itemIds.size);
}

function countsOf(keys: Uint32Array, size: number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

/** Runs `check` on the folds of many random tables, and makes sure that there were folds to check. */
export function onRandomTables(
  protocol: string,
  check: (folds: Fold[], table: Interactions, seed: number) => void,
): void {
  let checked = 0;
  fc.assert(
    fc.property(randomTables, seeds, (table, seed) => {
      const folds = foldsIfAny(table, protocol, seed);
      if (folds === undefined) return;
      checked++;
      check(folds, table, seed);
    }),
    { numRuns: 100, seed: 3 },
  );
  expect(checked).toBeGreaterThan(30);
}
