import { DataError } from "../../../errors.ts";
import type { TableReading } from "../../dataset.ts";
import { ascendingIds } from "../../id-order.ts";
import { emptyItemTable, type ItemTable } from "../../items.ts";
import type { SourceFile } from "../../node-files.ts";
import { createVocabulary, type Vocabulary } from "../../vocabulary.ts";
import { findItemIdColumn } from "../columns.ts";
import { type BadRows, NO_BAD_ROWS, refuseBadRows } from "../faults.ts";
import type { Session } from "../session.ts";
import { openWhole } from "../whole-file.ts";
import { booksDialect, readBooks } from "./book-crossing.ts";
import { type AlignedItems, alignCatalogue, catalogueColumns } from "./catalogue.ts";
import { catalogueFromMovies, MOVIES_HEADER } from "./movielens.ts";
import { looksLikeMovielens1mItems, readMovielens1mItems } from "./movielens-1m.ts";
import { looksLikeMovielens100kItems, readMovielens100kItems } from "./movielens-100k.ts";
import { looksLikeNetflixTitles, readNetflixTitles } from "./netflix.ts";
import type { ReadCatalogue } from "./read-catalogue.ts";
import { tableReading } from "./reading.ts";
import { withReadIds } from "./row-ids.ts";
import { readTable } from "./rows.ts";
import { catalogueFromTable } from "./table.ts";

/**
 * Reads a catalogue file and puts it into the order of `itemIds`; without a path, a table without attributes. The kind
 * of the file is recognised by its name and its beginning. With `coldItems`, items that only the catalogue has follow
 * the others. Throws DataError for errors of the file.
 */
export async function readItems(
  session: Session,
  path: string | undefined,
  itemIds: Vocabulary,
  { skipBadRows, coldItems }: { readonly skipBadRows: boolean; readonly coldItems: boolean },
): Promise<AlignedItems & { readonly bad: BadRows; readonly reading: TableReading | undefined }> {
  if (path === undefined) {
    const nothing = { catalogueOnlyItems: 0, uncataloguedItems: 0, bad: NO_BAD_ROWS, reading: undefined };
    return { table: emptyItemTable(itemIds), ...nothing };
  }
  const { file, catalogue, bad, notes = [] } = await readCheckedCatalogue(session, path, skipBadRows);
  const aligned = alignCatalogue(catalogue, coldItems ? withColdItems(itemIds, catalogue.ids) : itemIds);
  return { ...aligned, bad, reading: tableReading(file, "items", catalogueColumns(catalogue), notes) };
}

/** The vocabulary with missing ids appended, ascending. */
function withColdItems(itemIds: Vocabulary, ids: readonly string[]): Vocabulary {
  const cold = ids.filter((id) => itemIds.indexOf(id) === undefined);
  return cold.length === 0 ? itemIds : createVocabulary([...itemIds.ids, ...ascendingIds(cold)]);
}

/**
 * Reads a catalogue file as it is: every item it has, in the order of the file. Throws DataError for errors of the
 * file.
 */
export async function readAllItems(session: Session, path: string, skipBadRows: boolean): Promise<ItemTable> {
  const { catalogue } = await readCheckedCatalogue(session, path, skipBadRows);
  return alignCatalogue(catalogue, createVocabulary(catalogue.ids)).table;
}

async function readCheckedCatalogue(
  session: Session,
  path: string,
  skipBadRows: boolean,
): Promise<ReadCatalogue & { readonly file: string }> {
  const file = await openWhole(session, path);
  const read = await readCatalogue(session, file);
  refuseBadRows(file.name, read.bad, read.rowsRead, skipBadRows);
  if (read.catalogue.ids.length === 0) {
    throw new DataError("no-rows", `${file.name}: expected at least one item, got none`);
  }
  return { ...read, file: file.name };
}

async function readCatalogue(session: Session, file: SourceFile): Promise<ReadCatalogue> {
  if (looksLikeMovielens100kItems(file)) return readMovielens100kItems(file);
  if (looksLikeMovielens1mItems(file)) return readMovielens1mItems(file, session.signal);
  if (looksLikeNetflixTitles(file)) return readNetflixTitles(file, session.signal);
  const dialect = booksDialect(file);
  if (dialect !== undefined) return readBooks(file, dialect, session.signal);
  const table = await readTable(session, file, (names) => findItemIdColumn(names) !== undefined);
  const column = findItemIdColumn(table.names);
  const { names, rows, bad, notes } =
    column === undefined ? { ...table, notes: [] } : withReadIds(file.name, "item", column, table);
  const catalogue =
    names.join(",") === MOVIES_HEADER
      ? catalogueFromMovies(file.name, rows)
      : catalogueFromTable(file.name, names, rows);
  return { catalogue, rowsRead: table.rows.length + table.bad.count, bad, notes };
}
