import { show } from "../check.ts";
import { DataError } from "../errors.ts";
import { type Csr, csrFromCoordinates } from "./csr.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";

/** Whether values are ratings on a scale (explicit) or counts of behaviour (implicit). */
export type Feedback = "explicit" | "implicit";

/**
 * A table of interactions in columns; row r is user `users[r]`, item `items[r]`, with `values[r]` at `timestamps[r]`.
 * A pair (user, item) appears at most once: readers aggregate duplicates.
 */
export interface Interactions {
  readonly userIds: Vocabulary;
  readonly itemIds: Vocabulary;
  /** u32[count], dense user indices. */
  readonly users: Uint32Array;
  /** u32[count], dense item indices. */
  readonly items: Uint32Array;
  /** f32[count], ratings, counts or 1. */
  readonly values: Float32Array;
  /** f64[count], seconds since 1970-01-01 UTC, NaN where unknown; undefined when the source has none. */
  readonly timestamps: Float64Array | undefined;
  readonly feedback: Feedback;
}

/** The user × item matrix of the interactions. */
export function toCsr(interactions: Interactions): Csr {
  const { userIds, itemIds, users, items, values } = interactions;
  return csrFromCoordinates(userIds.size, itemIds.size, users, items, values);
}

/** The rows named by `rows`, in that order, over the same vocabularies. Copies. */
export function selectInteractions(interactions: Interactions, rows: Uint32Array): Interactions {
  return {
    ...interactions,
    users: gather(new Uint32Array(rows.length), interactions.users, rows),
    items: gather(new Uint32Array(rows.length), interactions.items, rows),
    values: gather(new Float32Array(rows.length), interactions.values, rows),
    timestamps: interactions.timestamps && gather(new Float64Array(rows.length), interactions.timestamps, rows),
  };
}

/** A plain loop: `from` with a function walks an iterator, which is many times slower on millions of rows. */
function gather<T extends Uint32Array | Float32Array | Float64Array>(target: T, source: T, rows: Uint32Array): T {
  for (let place = 0; place < rows.length; place++) target[place] = source[rows[place]!]!;
  return target;
}

/** One interaction as an object: for tests, examples and small programs. */
export interface Interaction {
  readonly userId: string;
  readonly itemId: string;
  readonly value?: number;
  /** Seconds since 1970-01-01 UTC. */
  readonly timestamp?: number;
}

/**
 * Makes a table from a list of interactions; ids are numbered in order of first appearance. Throws DataError
 * `duplicate-pair` when a user has an item twice: the list has no rule for merging them. Throws DataError
 * `non-positive-count` for implicit feedback of 0 or below, which is not an interaction.
 */
export function interactionsFrom(list: readonly Interaction[], feedback: Feedback): Interactions {
  const userIds = createVocabulary([...new Set(list.map((row) => row.userId))]);
  const itemIds = createVocabulary([...new Set(list.map((row) => row.itemId))]);
  const users = Uint32Array.from(list, (row) => userIds.indexOf(row.userId) ?? 0);
  const items = Uint32Array.from(list, (row) => itemIds.indexOf(row.itemId) ?? 0);
  checkPairs(list, users, items, itemIds.size);
  if (feedback === "implicit") checkCounts(list);
  return {
    userIds,
    itemIds,
    users,
    items,
    values: Float32Array.from(list, (row) => row.value ?? 1),
    timestamps: list.some((row) => row.timestamp !== undefined)
      ? Float64Array.from(list, (row) => row.timestamp ?? Number.NaN)
      : undefined,
    feedback,
  };
}

function checkPairs(list: readonly Interaction[], users: Uint32Array, items: Uint32Array, itemCount: number): void {
  const seen = new Set<number>();
  for (const [row, { userId, itemId }] of list.entries()) {
    const pair = users[row]! * itemCount + items[row]!;
    if (seen.has(pair)) {
      const expected = `interaction ${row + 1}: expected each pair of user and item once`;
      throw new DataError(
        "duplicate-pair",
        `${expected}, got ${show(userId)} and ${show(itemId)} again; merge them first`,
      );
    }
    seen.add(pair);
  }
}

function checkCounts(list: readonly Interaction[]): void {
  const row = list.findIndex(({ value = 1 }) => !(Math.fround(value) > 0));
  if (row < 0) return;
  throw new DataError(
    "non-positive-count",
    `interaction ${row + 1}: expected a count above 0, got ${show(list[row]?.value)}; leave it out, or say explicit where values are opinions`,
  );
}
