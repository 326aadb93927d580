import { DuckDBTypeId } from "@duckdb/node-api";
import { checkText, type SourceFile } from "../../node-files.ts";
import { usersDialect } from "../book-crossing.ts";
import { shapeFault } from "../delimited.ts";
import { sniffDialect } from "../dialect.ts";
import type { Encoding } from "../encoding.ts";
import { type BadRows, describeFault, EXAMPLE_COUNT, fault } from "../faults.ts";
import { readHeader, refuseDataRow } from "../header.ts";
import { jsonl, parseObject } from "../jsonl.ts";
import { looksLikeParquet, PARQUET_SCAN, parquetColumns } from "../parquet.ts";
import { literalPath, quoteName, type Session } from "../session.ts";
import { withQuoting } from "../tabular.ts";
import { readRecords } from "../text-records.ts";
import type { CatalogueRow } from "./catalogue.ts";

/** A catalogue file as a table of texts. */
export interface CatalogueTable {
  readonly names: readonly string[];
  readonly rows: readonly CatalogueRow[];
  readonly bad: BadRows;
}

/**
 * Reads a table with names of columns: parquet, jsonl, or text between separators, recognised by its beginning; `knows`
 * tells whether names are those of such a table.
 */
export function readTable(
  session: Session,
  file: SourceFile,
  knows: (names: readonly string[]) => boolean,
): Promise<CatalogueTable> {
  if (looksLikeParquet(file)) return readParquetRows(session, file);
  if (jsonl.recognises(file)) return readJsonRows(file, session.signal);
  return readDelimitedRows(file, knows, session.signal);
}

/** Reads a csv or tsv catalogue. */
async function readDelimitedRows(
  file: SourceFile,
  knows: (names: readonly string[]) => boolean,
  signal?: AbortSignal,
): Promise<CatalogueTable> {
  const known = await usersDialect(file, signal);
  if (known?.encoding !== "iso-8859-1") checkText(file);
  const sniffed = known ?? sniffDialect(file, {}, knows);
  const names = await readHeader(file, sniffed, signal);
  if (!knows(names)) refuseDataRow(file, names, "itemId,title or userId,age");
  const dialect = await withQuoting(file, sniffed, names.length, signal);
  const collector = createCollector(file);
  let header = true;
  for await (const records of readRecords(file, dialect, signal)) {
    for (const record of header ? records.slice(1) : records) {
      collector.add(record.line, record.fields, shapeFault(record, names.length));
    }
    if (records.length > 0) header = false;
  }
  return { names, ...collector.result() };
}

/** Reads a catalogue of one row a line, without header or quotes; `faultOf` says what is wrong with a row, or null. */
export async function readWholeLines(
  file: SourceFile,
  encoding: Encoding,
  split: (line: string) => readonly string[],
  faultOf: (fields: readonly string[]) => string | null,
  signal?: AbortSignal,
): Promise<Omit<CatalogueTable, "names">> {
  const collector = createCollector(file);
  for await (const records of readRecords(file, { delimiter: undefined, quoting: false, encoding }, signal)) {
    for (const { line, fields } of records) {
      const [text = ""] = fields;
      if (text.trim() === "") continue;
      const found = split(text);
      collector.add(line, found, faultOf(found));
    }
  }
  return collector.result();
}

/** Reads a catalogue of one JSON object a line; a list or an object stays in the notation of JSON. */
async function readJsonRows(file: SourceFile, signal?: AbortSignal): Promise<CatalogueTable> {
  checkText(file);
  const objects: { line: number; object: Readonly<Record<string, unknown>> | undefined; text: string }[] = [];
  for await (const records of readRecords(file, { delimiter: undefined, quoting: false }, signal)) {
    for (const { line, fields } of records) {
      const text = (fields[0] ?? "").trim();
      if (text !== "") objects.push({ line, object: parseExactly(text), text });
    }
  }
  const names = [...new Set(objects.flatMap(({ object }) => Object.keys(object ?? {})))];
  const collector = createCollector(file);
  for (const { line, object, text } of objects) {
    const wrong = object === undefined ? fault("expected a JSON object", text) : null;
    collector.add(
      line,
      object === undefined ? [] : names.map((name) => toText(Object.hasOwn(object, name) ? object[name] : undefined)),
      wrong,
    );
  }
  return { names, ...collector.result() };
}

/** The object that a line holds, with whole numbers that a double cannot hold as their digits: they are ids. */
function parseExactly(text: string): Readonly<Record<string, unknown>> | undefined {
  const object = parseObject(text);
  const isTooLarge = (value: unknown): boolean => Number.isInteger(value) && !Number.isSafeInteger(value);
  if (object === undefined || !Object.values(object).some(isTooLarge)) return object;
  const digits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    isTooLarge(value) ? (context?.source ?? value) : value;
  return parseObject(text, digits);
}

const NESTED_TYPES: ReadonlySet<DuckDBTypeId> = new Set([
  ...[DuckDBTypeId.LIST, DuckDBTypeId.ARRAY, DuckDBTypeId.STRUCT, DuckDBTypeId.MAP, DuckDBTypeId.UNION],
]);
const FLOAT_TYPES: ReadonlySet<DuckDBTypeId> = new Set([DuckDBTypeId.DOUBLE, DuckDBTypeId.FLOAT]);

/** Reads a Parquet catalogue; a list or a struct becomes text in the notation of JSON. */
async function readParquetRows(session: Session, file: SourceFile): Promise<CatalogueTable> {
  const names = await parquetColumns(session, file);
  const path = [literalPath(file.path)];
  const types = (
    await session.connection.run(`SELECT ${names.map(quoteName).join(", ")} FROM ${PARQUET_SCAN} LIMIT 0`, path)
  ).columnTypes();
  const columns = names.map((name, column) => columnText(quoteName(name), types[column]?.typeId));
  const found = await session.rows(`SELECT ${columns.join(", ")} FROM ${PARQUET_SCAN}`, path);
  const collector = createCollector(file);
  for (const [row, values] of found.entries()) collector.add(row + 1, values.map(toText), null);
  return { names, ...collector.result() };
}

/**
 * A double that holds a whole number is written without a fraction, so that its ids match those of other tables; NaN is
 * missing.
 */
function columnText(column: string, type: DuckDBTypeId | undefined): string {
  if (type === undefined) return `${column}::VARCHAR`;
  if (NESTED_TYPES.has(type)) return `to_json(${column})::VARCHAR`;
  if (!FLOAT_TYPES.has(type)) return `${column}::VARCHAR`;
  const whole = `isfinite(${column}) AND ${column} = trunc(${column}) AND abs(${column}) <= ${Number.MAX_SAFE_INTEGER}`;
  return `CASE WHEN isnan(${column}) THEN NULL WHEN ${whole} THEN ${column}::BIGINT::VARCHAR ELSE ${column}::VARCHAR END`;
}

/** Collects the rows of a catalogue: the good rows, the number of bad rows, and the first bad ones. */
export function createCollector(file: SourceFile): {
  add(line: number, fields: readonly string[], wrong: string | null): void;
  result(): Omit<CatalogueTable, "names">;
} {
  const rows: CatalogueRow[] = [];
  const examples: string[] = [];
  let count = 0;
  return {
    add: (line, fields, wrong) => {
      if (wrong === null) {
        rows.push({ line, fields });
        return;
      }
      count++;
      if (examples.length < EXAMPLE_COUNT) examples.push(describeFault(file.name, line, wrong));
    },
    result: () => ({ rows, bad: { count, examples } }),
  };
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
