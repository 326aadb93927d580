import { show } from "../../../check.ts";
import { DataError } from "../../../errors.ts";
import { createCategoryColumn, emptyItemTable, type ItemTable, withAddresses } from "../../items.ts";
import type { Vocabulary } from "../../vocabulary.ts";
import { accountOf, type ColumnAccount } from "./column.ts";

/** One row of a catalogue file: texts by column. */
export interface CatalogueRow {
  /** 1-based line, or row in Parquet. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The content of a catalogue file, in the order of its rows. */
export interface Catalogue {
  readonly ids: readonly string[];
  readonly titles: readonly string[];
  readonly categories: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** NaN where unknown. */
  readonly numbers: ReadonlyMap<string, readonly number[]>;
  /** Prose; absent in formats that have none. */
  readonly texts?: ReadonlyMap<string, readonly string[]> | undefined;
  /** Addresses of pictures and pages; absent in formats that have none. */
  readonly addresses?: ReadonlyMap<string, readonly string[]> | undefined;
  /** How each column of the file was read; absent in formats with fixed columns. */
  readonly columns?: readonly ColumnAccount[] | undefined;
}

/** A catalogue in the order of an item vocabulary. */
export interface AlignedItems {
  readonly table: ItemTable;
  /** Items of the catalogue that the vocabulary does not have; they are left out. */
  readonly catalogueOnlyItems: number;
  /** Items of the vocabulary that the catalogue does not have; they keep empty attributes. */
  readonly uncataloguedItems: number;
}

/** Throws DataError `duplicate-item` when an id appears twice. */
export function checkUniqueIds(fileName: string, ids: readonly string[], rows: readonly CatalogueRow[]): void {
  const lineOf = new Map<string, number>();
  for (const [position, id] of ids.entries()) {
    const line = rows[position]?.line ?? 0;
    const earlier = lineOf.get(id);
    if (earlier !== undefined) {
      throw new DataError(
        "duplicate-item",
        `${fileName}:${line}: expected every item once, got ${show(id)} again (first on line ${earlier}); remove one of them`,
      );
    }
    lineOf.set(id, line);
  }
}

/** How each column was read; for a format with fixed columns, derived from the result. */
export function catalogueColumns({ ids, titles, categories, numbers, columns }: Catalogue): readonly ColumnAccount[] {
  if (columns) return columns;
  const without = (values: readonly boolean[]): number => values.filter((has) => !has).length;
  return [
    accountOf("item", "id", ids),
    ...(titles.some((title) => title !== "") ? [accountOf("title", "title", titles)] : []),
    ...Array.from(numbers, ([name, own]): ColumnAccount => {
      return { name, kind: "number", missing: without(own.map((value) => !Number.isNaN(value))) };
    }),
    ...Array.from(categories, ([name, own]): ColumnAccount => {
      return { name, kind: "category", missing: without(own.map((values) => values.some((value) => value !== ""))) };
    }),
  ];
}

/** Puts a catalogue into the order of `itemIds`. O(items × columns). */
export function alignCatalogue(catalogue: Catalogue, itemIds: Vocabulary): AlignedItems {
  const positionOf = new Map(catalogue.ids.map((id, position) => [id, position]));
  const positions = itemIds.ids.map((id) => positionOf.get(id));
  const aligned = <T>(values: readonly T[], missing: T): T[] =>
    positions.map((position) => (position === undefined ? missing : (values[position] ?? missing)));
  const found = positions.filter((position) => position !== undefined).length;
  const table = {
    ...emptyItemTable(itemIds),
    titles: aligned(catalogue.titles, ""),
    categories: new Map(
      [...catalogue.categories].map(([name, values]) => [name, createCategoryColumn(aligned(values, []))]),
    ),
    numbers: new Map(
      [...catalogue.numbers].map(([name, values]) => [name, Float64Array.from(aligned(values, Number.NaN))]),
    ),
    texts: new Map(Array.from(catalogue.texts ?? [], ([name, values]) => [name, aligned(values, "")])),
    ...withAddresses(new Map(Array.from(catalogue.addresses ?? [], ([name, values]) => [name, aligned(values, "")]))),
  };
  return { table, catalogueOnlyItems: catalogue.ids.length - found, uncataloguedItems: itemIds.size - found };
}
