import { DataError } from "../../../errors.ts";
import { emptyItemTable, type ItemTable } from "../../items.ts";
import type { SourceFile } from "../../node-files.ts";
import { createVocabulary, type Vocabulary } from "../../vocabulary.ts";
import { findItemIdColumn } from "../columns.ts";
import { type BadRows, describeFault, EXAMPLE_COUNT, fault, NO_BAD_ROWS, refuseBadRows } from "../faults.ts";
import type { Session } from "../session.ts";
import { openWhole } from "../whole-file.ts";
import { booksDialect, readBooks } from "./book-crossing.ts";
import { type AlignedItems, alignCatalogue } from "./catalogue.ts";
import { catalogueFromMovies, MOVIES_HEADER } from "./movielens.ts";
import { looksLikeMovielens1mItems, readMovielens1mItems } from "./movielens-1m.ts";
import { looksLikeMovielens100kItems, readMovielens100kItems } from "./movielens-100k.ts";
import { looksLikeNetflixTitles, readNetflixTitles } from "./netflix.ts";
import type { ReadCatalogue } from "./read-catalogue.ts";
import { type CatalogueTable, readTable } from "./rows.ts";
import { catalogueFromTable } from "./table.ts";

/**
 * Reads a catalogue file and puts it into the order of `itemIds`; without a path, a table without attributes. The kind
 * of the file is told from its name and its beginning. With `coldItems`, items that only the catalogue has follow behind
 * the others. Throws DataError for anything about the file.
 */
export async function readItems(
  session: Session,
  path: string | undefined,
  itemIds: Vocabulary,
  { skipBadRows, coldItems }: { readonly skipBadRows: boolean; readonly coldItems: boolean },
): Promise<AlignedItems & { readonly bad: BadRows }> {
  if (path === undefined) {
    return { table: emptyItemTable(itemIds), catalogueOnlyItems: 0, uncataloguedItems: 0, bad: NO_BAD_ROWS };
  }
  const { catalogue, bad } = await readCheckedCatalogue(session, path, skipBadRows);
  return { ...alignCatalogue(catalogue, coldItems ? withColdItems(itemIds, catalogue.ids) : itemIds), bad };
}

/** The vocabulary with the ids that it lacks behind its own: by number where all of those are whole numbers, else by text. */
function withColdItems(itemIds: Vocabulary, ids: readonly string[]): Vocabulary {
  const cold = ids.filter((id) => itemIds.indexOf(id) === undefined);
  if (cold.length === 0) return itemIds;
  const byText = (a: string, b: string): number => (a < b ? -1 : 1);
  const numbered = cold.every((id) => /^\d+$/.test(id));
  const digits = (id: string): string => id.replace(/^0+/, "");
  const byNumber = (a: string, b: string): number =>
    digits(a).length - digits(b).length || (digits(a) === digits(b) ? byText(a, b) : byText(digits(a), digits(b)));
  return createVocabulary([...itemIds.ids, ...cold.sort(numbered ? byNumber : byText)]);
}

/**
 * Reads a catalogue file as it is: every item it has, in the order of the file. Throws DataError for anything about the file.
 */
export async function readAllItems(session: Session, path: string, skipBadRows: boolean): Promise<ItemTable> {
  const { catalogue } = await readCheckedCatalogue(session, path, skipBadRows);
  return alignCatalogue(catalogue, createVocabulary(catalogue.ids)).table;
}

async function readCheckedCatalogue(session: Session, path: string, skipBadRows: boolean): Promise<ReadCatalogue> {
  const file = await openWhole(session, path);
  const read = await readCatalogue(session, file);
  refuseBadRows(file.name, read.bad, read.rowsRead, skipBadRows);
  if (read.catalogue.ids.length === 0) {
    throw new DataError("no-rows", `${file.name}: expected at least one item, got none`);
  }
  return read;
}

async function readCatalogue(session: Session, file: SourceFile): Promise<ReadCatalogue> {
  if (looksLikeMovielens100kItems(file)) return readMovielens100kItems(file);
  if (looksLikeMovielens1mItems(file)) return readMovielens1mItems(file, session.signal);
  if (looksLikeNetflixTitles(file)) return readNetflixTitles(file, session.signal);
  const dialect = booksDialect(file);
  if (dialect !== undefined) return readBooks(file, dialect, session.signal);
  const table = withoutEmptyIds(file, await readTable(session, file, (names) => findItemIdColumn(names) !== undefined));
  const catalogue =
    table.names.join(",") === MOVIES_HEADER
      ? catalogueFromMovies(file.name, table.rows)
      : catalogueFromTable(file.name, table.names, table.rows);
  return { catalogue, rowsRead: table.rows.length + table.bad.count, bad: table.bad };
}

/** Rows without an item id are bad rows. */
function withoutEmptyIds(file: SourceFile, { names, rows, bad }: CatalogueTable): CatalogueTable {
  const column = findItemIdColumn(names);
  if (column === undefined) return { names, rows, bad };
  const isEmpty = (id: string | undefined): boolean => id === undefined || id.trim() === "";
  const empty = rows.filter(({ fields }) => isEmpty(fields[column]));
  const own = empty.map(({ line }) => describeFault(file.name, line, fault("item: expected an id", "")));
  return {
    names,
    rows: rows.filter(({ fields }) => !isEmpty(fields[column])),
    bad: { count: bad.count + empty.length, examples: [...bad.examples, ...own].slice(0, EXAMPLE_COUNT) },
  };
}
