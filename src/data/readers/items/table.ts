import { addressKindOf } from "../../../addresses.ts";
import { DataError } from "../../../errors.ts";
import { findItemIdColumn, findTitleColumn } from "../columns.ts";
import { listNames } from "../faults.ts";
import { readAddresses } from "./address-column.ts";
import { type Catalogue, type CatalogueRow, checkUniqueIds } from "./catalogue.ts";
import { accountOf, type ColumnAccount, type ColumnReading, readColumn } from "./column.ts";
import { isMissing } from "./missing.ts";

/**
 * A catalogue out of a table with named columns: an item id column, a title, and attributes by their content. A column
 * of numbers becomes numeric, one of short texts a category, one of long texts prose; empty columns are left out
 * (column.ts). A column of addresses is told by its name and its content (address-column.ts). Throws DataError `missing-column`, `duplicate-item`.
 */
export function catalogueFromTable(
  fileName: string,
  names: readonly string[],
  rows: readonly CatalogueRow[],
): Catalogue {
  const idColumn = findItemIdColumn(names);
  if (idColumn === undefined) {
    throw new DataError(
      "missing-column",
      `${fileName}: expected an item id column (itemId, movieId, ISBN, id …) in the first row, got ${listNames(names)}; ` +
        "rename one of them",
    );
  }
  const cells = (column: number): string[] => rows.map((row) => row.fields[column] ?? "");
  const ids = cells(idColumn);
  checkUniqueIds(fileName, ids, rows);
  const titleColumn = findTitleColumn(names);
  const titles = titleColumn === undefined ? ids.map(() => "") : cells(titleColumn);
  const lines = rows.map(({ line }) => line);
  const columns: ColumnAccount[] = [];
  const categories = new Map<string, readonly (readonly string[])[]>();
  const numbers = new Map<string, readonly number[]>();
  const texts = new Map<string, readonly string[]>();
  const addresses = new Map<string, readonly string[]>();
  for (const [column, name] of names.entries()) {
    if (column === idColumn || column === titleColumn) {
      columns.push(accountOf(name, column === idColumn ? "id" : "title", cells(column)));
      continue;
    }
    const why =
      name === "" ? "it has no name" : names.indexOf(name) < column ? "another column has its name" : undefined;
    const reading = why === undefined ? readAttribute(name, cells(column), lines) : undefined;
    columns.push(reading?.account ?? accountOf(name, "left out", cells(column), isMissing, [why ?? ""]));
    if (reading?.numbers) numbers.set(name, reading.numbers);
    if (reading?.values) categories.set(name, reading.values);
    if (reading?.prose) texts.set(name, reading.prose);
    if (reading?.addresses) addresses.set(name, reading.addresses);
  }
  const shown = titles.map((title) => (isMissing(title) ? "" : title));
  return { ids, titles: shown, categories, numbers, texts, addresses, columns };
}

function readAttribute(name: string, texts: readonly string[], lines: readonly number[]): ColumnReading {
  const kind = addressKindOf(name);
  return (kind && readAddresses(name, kind, texts, lines)) ?? readColumn(name, texts, lines);
}
