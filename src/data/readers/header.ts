import { firstOf, show } from "../../check.ts";
import { DataError } from "../../errors.ts";
import type { SourceFile } from "../node-files.ts";
import { isUsualName } from "./columns.ts";
import type { TableDialect } from "./dialect.ts";
import type { StageOptions } from "./format.ts";
import { type Dialect, firstRecord, sampleRecords } from "./text-records.ts";

/** Numbers and dates are not column names. */
const VALUE = /^[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?$|^\d{4}-\d{1,2}-\d{1,2}\b/;
const ROWS_LOOKED_AT = 100;
const SHOWN_FIELDS = 6;

/** The column names in the first row of a delimited file. Throws DataError `no-rows` where there is none. */
export async function readHeader(file: SourceFile, dialect: Dialect, signal?: AbortSignal): Promise<readonly string[]> {
  const first = await firstRecord(file, dialect, signal);
  if (first === undefined) {
    throw new DataError("no-rows", `${file.name}: expected a first row with column names, got none`);
  }
  return first.fields.map((name) => name.trim());
}

/**
 * The names of the columns: those of the first row or, without a header, positions from 1. Throws DataError `no-rows`
 * where there is no row; `no-header` where the first row looks like data and the caller did not declare it the header;
 * `unnamed-columns` where there is no header and no column is given.
 */
export async function columnNames(
  file: SourceFile,
  dialect: TableDialect,
  { columns, layout = {} }: Pick<StageOptions, "columns" | "layout">,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const names = await readHeader(file, dialect, signal);
  if (layout.header === true) return names;
  const given = Object.values(columns).filter((name) => name !== undefined);
  if (layout.header === false) {
    if (given.length === 0) throw unnamed(file, names);
    return names.map((_, position) => String(position + 1));
  }
  const others = sampleRecords(file, dialect, ROWS_LOOKED_AT + 1).slice(1);
  if (
    looksLikeData(
      names,
      given,
      others.map((record) => record.fields),
    )
  )
    throw headerless(file, names);
  return names;
}

/**
 * Whether a first row is data: it has no usual name of a column and none that was given, and one of its
 * fields is a number or a date, or occurs again in the same column.
 */
function looksLikeData(
  names: readonly string[],
  given: readonly string[],
  others: readonly (readonly string[])[],
): boolean {
  const wanted = new Set(given.filter((name) => !VALUE.test(name)).map((name) => name.toLowerCase()));
  if (names.some((name) => isUsualName(name) || wanted.has(name.toLowerCase()))) return false;
  if (names.some((name) => VALUE.test(name))) return true;
  return names.some((name, column) => name !== "" && others.some((fields) => fields[column]?.trim() === name));
}

/**
 * Refuses the first row of a table without options of its own where it looks like data. Throws DataError `no-header`.
 */
export function refuseDataRow(file: SourceFile, names: readonly string[], example: string): void {
  if (!names.some((name) => VALUE.test(name))) return;
  throw new DataError(
    "no-header",
    `${file.name}: expected the names of the columns in the first row, which looks like data: ${fields(names)}; ` +
      `put a line with names above it, such as ${example}`,
  );
}

function headerless(file: SourceFile, names: readonly string[]): DataError {
  const roles = ["user=1", "item=2", "rating=3", "timestamp=4"].slice(0, Math.max(2, names.length)).join(",");
  return new DataError(
    "no-header",
    `${file.name}: expected the names of the columns in the first row, which looks like data: ${fields(names)}; ` +
      `without a header say --no-header and give columns by position, as in --columns ${roles}; with one say --header`,
  );
}

function unnamed(file: SourceFile, names: readonly string[]): DataError {
  return new DataError(
    "unnamed-columns",
    `${file.name}: expected columns by position for a table without a header, as in --columns user=1,item=2,rating=3, got none; ` +
      `the first row is ${fields(names)}`,
  );
}

function fields(names: readonly string[]): string {
  return firstOf(names.map(show), SHOWN_FIELDS);
}
