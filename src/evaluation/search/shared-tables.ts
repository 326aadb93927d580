import type { Csr } from "../../data/csr.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Interactions } from "../../data/interactions.ts";
import { type CategoryColumn, emptyItemTable, type ItemTable } from "../../data/items.ts";
import type { Fold } from "../../data/splits.ts";
import type { UserTable } from "../../data/users.ts";
import { createVocabulary, type Vocabulary } from "../../data/vocabulary.ts";
import type { SearchFold } from "./search-folds.ts";

/**
 * Tables as they are posted to threads. Numbers lie in memory that all threads share; a vocabulary, which has functions,
 * is posted as its ids and built again.
 */
export interface SharedTables {
  readonly userIds: readonly string[];
  readonly itemIds: readonly string[];
  /** Undefined where nothing is known of the items. */
  readonly items: Omit<ItemTable, "itemIds"> | undefined;
  /** Attributes of the users; undefined where there is no table of them. */
  readonly users: UserTable["categories"] | undefined;
  /** The folds of a search: the parts that choose, and the part that nothing is chosen on, where there is one. */
  readonly folds: readonly SharedSearchFold[];
}

export interface SharedSearchFold {
  readonly validation: readonly SharedFold[];
  readonly test: SharedFold | undefined;
}

type SharedInteractions = Omit<Interactions, "userIds" | "itemIds">;

interface SharedFold {
  readonly name: string;
  readonly train: SharedInteractions;
  readonly test: SharedInteractions;
  readonly foldIn: SharedInteractions | undefined;
  readonly candidates: Csr | undefined;
}

/** Copies folds, all over the vocabularies of `interactions`, into shared memory; arrays that several have are copied once. */
export function shareTables(
  interactions: Interactions,
  { items, users }: Pick<Dataset, "items" | "users">,
  folds: readonly SearchFold[],
): SharedTables {
  const copies = new Map<Column, Column>();
  const share = <T extends Column>(column: T): T => {
    const copy = copies.get(column) ?? copyShared(column);
    copies.set(column, copy);
    return copy as T;
  };
  const shareFold = ({ name, train, test, foldIn, candidates }: Fold): SharedFold => ({
    name,
    train: shareInteractions(train, share),
    test: shareInteractions(test, share),
    foldIn: foldIn && shareInteractions(foldIn, share),
    candidates: candidates && shareCsr(candidates, share),
  });
  return {
    userIds: interactions.userIds.ids,
    itemIds: interactions.itemIds.ids,
    items: isEmpty(items) ? undefined : shareItems(items, share),
    users: users && shareColumns(users.categories, share),
    folds: folds.map(({ validation, test }) => ({
      validation: validation.map(shareFold),
      test: test && shareFold(test),
    })),
  };
}

/** Builds tables again from what was posted; their numbers stay where they are. */
export function openSharedTables(tables: SharedTables): {
  items: ItemTable;
  users: UserTable | undefined;
  folds: SearchFold[];
} {
  const userIds = createVocabulary(tables.userIds);
  const itemIds = createVocabulary(tables.itemIds);
  const openFold = ({ train, test, foldIn, ...rest }: SharedFold): Fold => ({
    ...rest,
    train: { ...train, userIds, itemIds },
    test: { ...test, userIds, itemIds },
    foldIn: foldIn && { ...foldIn, userIds, itemIds },
  });
  return {
    items: openItems(tables.items, itemIds),
    users: tables.users && { userIds, categories: tables.users },
    folds: tables.folds.map(({ validation, test }) => ({
      validation: validation.map(openFold),
      test: test && openFold(test),
    })),
  };
}

type Column = Uint32Array | Float32Array | Float64Array;
type Share = <T extends Column>(column: T) => T;

function copyShared(column: Column): Column {
  const memory = new SharedArrayBuffer(column.byteLength);
  if (column instanceof Uint32Array) return filled(new Uint32Array(memory), column);
  if (column instanceof Float32Array) return filled(new Float32Array(memory), column);
  return filled(new Float64Array(memory), column);
}

function filled<T extends Column>(empty: T, values: T): T {
  empty.set(values);
  return empty;
}

function shareInteractions({ users, items, values, timestamps, feedback }: Interactions, share: Share) {
  return {
    users: share(users),
    items: share(items),
    values: share(values),
    timestamps: timestamps && share(timestamps),
    feedback,
  };
}

function shareCsr({ rowCount, columnCount, offsets, indices, values }: Csr, share: Share): Csr {
  return { rowCount, columnCount, offsets: share(offsets), indices: share(indices), values: share(values) };
}

function shareItems({ titles, categories, numbers, texts }: ItemTable, share: Share): Omit<ItemTable, "itemIds"> {
  return {
    titles,
    categories: shareColumns(categories, share),
    numbers: new Map([...numbers].map(([name, column]) => [name, share(column)])),
    texts,
  };
}

function shareColumns(columns: ReadonlyMap<string, CategoryColumn>, share: Share): Map<string, CategoryColumn> {
  return new Map(
    Array.from(columns, ([name, { dictionary, offsets, codes }]) => [
      name,
      { dictionary, offsets: share(offsets), codes: share(codes) },
    ]),
  );
}

function openItems(items: SharedTables["items"], itemIds: Vocabulary): ItemTable {
  return items === undefined ? emptyItemTable(itemIds) : { itemIds, ...items };
}

/** Whether a table says nothing beyond the ids. */
export function isEmpty({ titles, categories, numbers, texts }: ItemTable): boolean {
  return categories.size === 0 && numbers.size === 0 && texts.size === 0 && titles.every((title) => title === "");
}
