import { checkInteger, checkOneOf } from "../check.ts";
import { DataError } from "../errors.ts";
import type { Dataset, FilteredCounts } from "./dataset.ts";
import { fingerprintInteractions } from "./fingerprint.ts";
import { type Interactions, selectInteractions } from "./interactions.ts";
import { selectItems } from "./items.ts";
import { allRows } from "./splits/group-rows.ts";
import { alignUsers } from "./users.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";
import { withNote } from "./with-note.ts";

/** How many interactions a user and an item need to stay. */
export interface CountLimits {
  /** From 1, the default: users without an interaction never stay. */
  readonly minUserInteractions?: number | undefined;
  /** From 1, the default: items without an interaction do not stay. With 0 every item stays. */
  readonly minItemInteractions?: number | undefined;
  /** How often the rows are counted; `until-stable` by default. */
  readonly passes?: FilterPasses | undefined;
}

/**
 * `until-stable`: repeatedly, until every remaining user and item has enough. `once`: users and items are both judged
 * by their counts in the whole table, so some of the remaining ones may have fewer afterwards.
 */
export type FilterPasses = (typeof FILTER_PASSES)[number];
export const FILTER_PASSES = ["until-stable", "once"] as const;

/** What a filter by counts keeps, and what it leaves out. */
export interface FilteredInteractions {
  readonly interactions: Interactions;
  /** u32, ascending: indices in the old vocabulary of the items kept, in the order of the new one. */
  readonly keptItems: Uint32Array;
  /** Passes over the rows that left something out; 0 where every row stays, at most 1 where they are counted once. */
  readonly rounds: number;
  readonly dropped: FilteredCounts;
}

/**
 * Removes users and items with few interactions, repeatedly, until every remaining user and item has enough.
 *
 * Removing a user removes interactions of items, and the reverse, so the filter repeats. The result is the
 * largest table in which all limits hold (the k-core, where both limits are k), so the order of steps does not matter.
 * With `passes: "once"` there is no repetition: a row stays where its user and its item have enough in the whole table.
 * Rows keep their order, and both vocabularies their order without the ids that are left out. Copies.
 * Throws TypeError or RangeError for a bad limit; DataError `nothing-left`. O(rounds · rows + users + items).
 */
export function filterByCounts(interactions: Interactions, limits: CountLimits): FilteredInteractions {
  const { userIds, itemIds, users, items } = interactions;
  const minUser = checkLimit("minUserInteractions", limits.minUserInteractions, 1);
  const minItem = checkLimit("minItemInteractions", limits.minItemInteractions, 0);
  const passes = checkOneOf("passes", limits.passes ?? "until-stable", FILTER_PASSES);
  let rows = allRows(users.length);
  let rounds = 0;
  for (;;) {
    const userCounts = countKeys(users, rows, userIds.size);
    const itemCounts = countKeys(items, rows, itemIds.size);
    const left = rows.filter((row) => userCounts[users[row]!]! >= minUser && itemCounts[items[row]!]! >= minItem);
    if (left.length === rows.length) break;
    rows = left;
    rounds++;
    if (passes === "once") break;
  }
  if (rows.length === 0) {
    throw new DataError(
      "nothing-left",
      `filter: expected users with at least ${minUser} and items with at least ${minItem} interactions, got none among ` +
        `${userIds.size} users, ${itemIds.size} items and ${users.length} interactions; choose lower limits`,
    );
  }
  const keptUsers = presentKeys(users, rows, userIds.size);
  const keptItems = minItem === 0 ? allRows(itemIds.size) : presentKeys(items, rows, itemIds.size);
  const newUser = positions(keptUsers, userIds.size);
  const newItem = positions(keptItems, itemIds.size);
  const selected = selectInteractions(interactions, rows);
  return {
    interactions: {
      ...selected,
      userIds: selectIds(userIds, keptUsers),
      itemIds: selectIds(itemIds, keptItems),
      users: selected.users.map((user) => newUser[user]!),
      items: selected.items.map((item) => newItem[item]!),
    },
    keptItems,
    rounds,
    dropped: {
      users: userIds.size - keptUsers.length,
      items: itemIds.size - keptItems.length,
      interactions: users.length - rows.length,
    },
  };
}

/** The words of the note. */
const PASSES_STATED: Readonly<Record<FilterPasses, string>> = {
  "until-stable": "among those left",
  once: "counted once in the whole table",
};

/**
 * The data set without users and items of few interactions: items stay aligned, the fingerprint is that of the rows
 * left, `report.filtered` counts what was left out (added to an earlier filter's counts), and the note states the
 * limits and how often they were applied, since figures on filtered data are figures on other data. Errors as in
 * filterByCounts.
 */
export async function filterDataset(dataset: Dataset, limits: CountLimits): Promise<Dataset> {
  const { interactions, keptItems, dropped } = filterByCounts(dataset.interactions, limits);
  const { minUserInteractions: minUser = 1, minItemInteractions: minItem = 1 } = limits;
  const { filtered } = dataset.report;
  const users = `only users with at least ${minUser}`;
  const both = minItem === 0 ? `${users} interactions` : `${users} and items with at least ${minItem} interactions`;
  const stated = `${both}, ${PASSES_STATED[limits.passes ?? "until-stable"]}`;
  return {
    ...withNote(dataset, stated),
    interactions,
    items: { ...selectItems(dataset.items, keptItems), itemIds: interactions.itemIds },
    users: dataset.users && alignUsers(dataset.users, interactions.userIds),
    fingerprint: await fingerprintInteractions(interactions),
    report: {
      ...dataset.report,
      filtered: {
        users: dropped.users + (filtered?.users ?? 0),
        items: dropped.items + (filtered?.items ?? 0),
        interactions: dropped.interactions + (filtered?.interactions ?? 0),
      },
    },
  };
}

function checkLimit(name: string, limit: number | undefined, least: 0 | 1): number {
  return checkInteger(name, limit ?? 1, least, 0xffff_ffff);
}

function countKeys(keys: Uint32Array, rows: Uint32Array, keyCount: number): Uint32Array {
  const counts = new Uint32Array(keyCount);
  for (const row of rows) counts[keys[row]!]! += 1;
  return counts;
}

/** u32: the keys that occur in the rows, ascending. */
function presentKeys(keys: Uint32Array, rows: Uint32Array, keyCount: number): Uint32Array {
  const counts = countKeys(keys, rows, keyCount);
  return Uint32Array.from(counts, (_, key) => key).filter((key) => counts[key]! > 0);
}

/** u32[keyCount]: the position of each key in `kept`; 0 for the others, which are never read. */
function positions(kept: Uint32Array, keyCount: number): Uint32Array {
  const places = new Uint32Array(keyCount);
  for (const [place, key] of kept.entries()) places[key] = place;
  return places;
}

function selectIds(vocabulary: Vocabulary, kept: Uint32Array): Vocabulary {
  return createVocabulary(Array.from(kept, (index) => vocabulary.idOf(index)));
}
