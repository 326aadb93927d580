import { checkNotBinary, type SourceFile } from "../../node-files.ts";
import { bookCrossingDialect } from "../book-crossing.ts";
import { layoutFault } from "../delimited.ts";
import { detectEncoding } from "../encoding.ts";
import { fault } from "../faults.ts";
import { readHeader } from "../header.ts";
import { type Dialect, readRecords } from "../text-records.ts";
import { plainName } from "../usual-names.ts";
import { type Catalogue, checkUniqueIds } from "./catalogue.ts";
import { isMissing, isMissingNumber } from "./missing.ts";
import type { ReadCatalogue } from "./read-catalogue.ts";
import { createCollector } from "./rows.ts";

/** The columns that are read, in plain form. The others are addresses of pictures. */
const COLUMNS = ["isbn", "booktitle", "bookauthor", "yearofpublication", "publisher"];

/**
 * How `BX-Books.csv` (semicolons) or `Books.csv` (commas) of Book-Crossing is written; undefined for any other file.
 */
export function booksDialect(file: SourceFile): Dialect | undefined {
  const start = COLUMNS.join(",");
  return bookCrossingDialect(file, (names) => names === start || names.startsWith(`${start},`));
}

/**
 * The catalogue of Book-Crossing: the author becomes `creator`, the publisher `publisher`, the year of publication
 * `year`, where 0 and an empty field mean unknown. Texts stay as written.
 */
export async function readBooks(file: SourceFile, dialect: Dialect, signal?: AbortSignal): Promise<ReadCatalogue> {
  checkNotBinary(file);
  const encoding = await detectEncoding(file, signal);
  const names = (await readHeader(file, dialect, signal)).map(plainName);
  const collector = createCollector(file);
  let header = true;
  for await (const records of readRecords(file, { ...dialect, encoding }, signal)) {
    for (const record of header ? records.slice(1) : records) {
      const whole = { ...record, fields: apart(record.fields, names.length) };
      const fields = whole.fields.slice(0, COLUMNS.length);
      collector.add(record.line, fields, layoutFault(whole, names.length) ?? bookFault(fields));
    }
    if (records.length > 0) header = false;
  }
  const { rows, bad } = collector.result();
  const cells = (column: number): string[] => rows.map((row) => known((row.fields[column] ?? "").trim()));
  const ids = rows.map((row) => row.fields[0] ?? "");
  checkUniqueIds(file.name, ids, rows);
  const catalogue: Catalogue = {
    ids,
    titles: rows.map((row) => known(row.fields[1] ?? "")),
    categories: new Map([
      ["creator", cells(2).map((author) => [author])],
      ["publisher", cells(4).map((publisher) => [publisher])],
    ]),
    numbers: new Map([["year", cells(3).map((year) => Number(year) || Number.NaN)]]),
  };
  return { catalogue, rowsRead: rows.length + bad.count, bad };
}

/**
 * Splits merged fields of a record, as in `"Creating the X-Men\\";Michael Teitelbaum"`: the backslash at the
 * end of the title escapes its closing quote. The field is split there where that gives the right number of fields.
 */
function apart(fields: readonly string[], count: number): readonly string[] {
  if (fields.length >= count) return fields;
  const separate = fields.flatMap((field) => field.split('";'));
  return separate.length === count ? separate : fields;
}

function known(text: string): string {
  return isMissing(text) ? "" : text;
}

/**
 * A field that is not a year shows that the row's columns are shifted; copies write `2001.0`, or a marker of a missing
 * value.
 */
function bookFault([id = "", , , year = ""]: readonly string[]): string | null {
  if (id.trim() === "") return fault("item: expected an id", id);
  return /^\d{1,4}(?:\.0)?$/.test(year.trim()) || isMissingNumber(year)
    ? null
    : fault("Year-Of-Publication: expected a year", year);
}
