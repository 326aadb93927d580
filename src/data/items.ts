import { createVocabulary, type Vocabulary } from "./vocabulary.ts";

/** Item metadata, aligned with an item vocabulary: entry i describes item i. */
export interface ItemTable {
  readonly itemIds: Vocabulary;
  /** Titles by item index; the empty string where there is none. */
  readonly titles: readonly string[];
  /** Text attributes (tags, genres, creator, domain …) by column name; each item has any number of values. */
  readonly categories: ReadonlyMap<string, CategoryColumn>;
  /** Numeric attributes (year, price …) by column name; f64[items], NaN where unknown. */
  readonly numbers: ReadonlyMap<string, Float64Array>;
  /**
   * Prose (overview, plot, description …) by column name; one text an item, empty where there is none. Text models read
   * it; artefacts do not keep it.
   */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /**
   * Addresses of pictures and of pages (addresses.ts) by column name; one text an item, empty where there is none. Artefacts keep
   * them to be shown; no filter and no model reads them. Absent where there is no such column.
   */
  readonly addresses?: ReadonlyMap<string, readonly string[]>;
}

/** The columns of addresses as part of an item table; nothing where there are none. */
export function withAddresses(columns: ReadonlyMap<string, readonly string[]>): Pick<ItemTable, "addresses"> {
  return columns.size === 0 ? {} : { addresses: columns };
}

/**
 * A multi-valued text attribute, dictionary-coded: item i has `dictionary[codes[j]]` for j in offsets[i] …
 * offsets[i+1].
 */
export interface CategoryColumn {
  /** Distinct values, in order of first appearance. */
  readonly dictionary: readonly string[];
  /** u32[items + 1] */
  readonly offsets: Uint32Array;
  /** u32[entries]; ascending and unique within an item. */
  readonly codes: Uint32Array;
}

/**
 * Builds a dictionary-coded column from the values of each item. Empty strings and repeats within an item are dropped.
 */
export function createCategoryColumn(valuesByItem: readonly (readonly string[])[]): CategoryColumn {
  const codeOf = new Map<string, number>();
  const offsets = new Uint32Array(valuesByItem.length + 1);
  const codes: number[] = [];
  for (const [item, values] of valuesByItem.entries()) {
    const own = new Set<number>();
    for (const value of values) {
      if (value === "") continue;
      const code = codeOf.get(value) ?? codeOf.size;
      codeOf.set(value, code);
      own.add(code);
    }
    codes.push(...[...own].sort((a, b) => a - b));
    offsets[item + 1] = codes.length;
  }
  return { dictionary: [...codeOf.keys()], offsets, codes: Uint32Array.from(codes) };
}

/** The values of one item in a column. */
export function categoryValues(column: CategoryColumn, item: number): string[] {
  return Array.from(column.codes.subarray(column.offsets[item], column.offsets[item + 1]), (code) => {
    return column.dictionary[code] ?? "";
  });
}

/** A table without titles or attributes. */
export function emptyItemTable(itemIds: Vocabulary): ItemTable {
  return {
    itemIds,
    titles: itemIds.ids.map(() => ""),
    categories: new Map(),
    numbers: new Map(),
    texts: new Map(),
  };
}

/**
 * The items named by `keep` (u32[items], indices, each once), in that order, as a new table with a vocabulary of
 * its own. Category values without an item are dropped from the dictionary. Copies.
 * Throws RangeError for an index outside the table and DataError `duplicate-id` for a repeated one.
 */
export function selectItems(items: ItemTable, keep: Uint32Array): ItemTable {
  const { itemIds, titles, categories, numbers, texts, addresses = new Map<string, readonly string[]>() } = items;
  const kept = [...keep];
  return {
    itemIds: createVocabulary(kept.map((item) => itemIds.idOf(item))),
    titles: kept.map((item) => titles[item] ?? ""),
    categories: new Map(
      Array.from(categories, ([name, column]) => [
        name,
        createCategoryColumn(kept.map((item) => categoryValues(column, item))),
      ]),
    ),
    numbers: new Map(
      Array.from(numbers, ([name, values]) => [name, Float64Array.from(kept, (item) => values[item] ?? Number.NaN)]),
    ),
    texts: new Map(Array.from(texts, ([name, values]) => [name, kept.map((item) => values[item] ?? "")])),
    ...withAddresses(
      new Map(Array.from(addresses, ([name, values]) => [name, kept.map((item) => values[item] ?? "")])),
    ),
  };
}
