import { containsByte, type SourceFile } from "../node-files.ts";
import { type ColumnPlan, meansOf } from "./columns.ts";
import { fault } from "./faults.ts";
import type { StagedFile, StageOptions } from "./format.ts";
import type { Notation } from "./layout.ts";
import { findDecimal } from "./notation.ts";
import { literalPath, quoteText, type Session } from "./session.ts";
import { accountFor, isInputFailure, type RawRows, type StageCounts, stageCleanRows, stageMixedRows } from "./stage.ts";
import { type Dialect, readRecords, type TextRecord } from "./text-records.ts";
import { fillTokenTable, TOKEN_TABLE, type TokenRow } from "./token-table.ts";

/** A table in a text file, one record a row, fields between delimiters. */
export interface DelimitedTable {
  readonly file: SourceFile;
  readonly dialect: Dialect & { readonly delimiter: string };
  readonly hasHeader: boolean;
  readonly columnCount: number;
  readonly plan: ColumnPlan;
  readonly notation?: Notation | undefined;
  /** Whether a decimal comma is recognised where the notation leaves it open. */
  readonly findsDecimal?: boolean;
  /** The decimal mark of the first rows: it is tried before the whole file is inspected. */
  readonly likelyDecimal?: "comma" | undefined;
}

const QUOTE_BYTE = 0x22;

/**
 * Stages a delimited file. A file in UTF-8 without quotes goes through DuckDB's parallel scanner; when that meets a bad
 * row, or otherwise, our own parser reads the file (again) and knows the line of every record.
 */
export async function stageDelimited(
  session: Session,
  part: number,
  table: DelimitedTable,
  options: StageOptions,
): Promise<StagedFile> {
  const notes: string[] = [];
  const counts =
    (await stageFast(session, part, table, notes)) ?? (await stageCareful(session, part, table, options, notes));
  const staged = accountFor(table.file, counts, {
    feedback: table.plan.feedback,
    hasTimestamps: table.plan.timestamp !== undefined,
    reading: table.plan.reading,
  });
  return { ...staged, notes };
}

async function stageFast(
  session: Session,
  part: number,
  table: DelimitedTable,
  notes: string[],
): Promise<StageCounts | undefined> {
  if (table.dialect.encoding === "iso-8859-1") return undefined;
  if (table.dialect.quoting && (await containsByte(table.file, QUOTE_BYTE, session.signal))) return undefined;
  // In a file with several kinds of line breaks DuckDB recognises one kind and takes the others for text.
  if (/\r(?!\n)/.test(table.file.text) && table.file.text.includes("\n")) return undefined;
  const decimal = table.notation?.decimal ?? table.likelyDecimal;
  try {
    const counts = await stageCleanRows(
      session,
      part,
      scannerRows({ ...table, notation: { ...table.notation, decimal } }),
    );
    if (counts !== undefined) noteDecimal(table, decimal, notes);
    return counts;
  } catch (error) {
    if (session.signal?.aborted || !isInputFailure(error)) throw error;
    return undefined;
  }
}

/** One column more than the table has detects rows that are too long; missing fields are NULL, empty ones are not. */
function scannerRows({ file, dialect, hasHeader, columnCount, plan, notation }: DelimitedTable): RawRows {
  const names = Array.from({ length: columnCount + 1 }, (_, position) => `c${position}`);
  const columns = names.map((name) => `'${name}': 'VARCHAR'`).join(", ");
  const at = (position: number | undefined): string => (position === undefined ? "NULL::VARCHAR" : `c${position}`);
  const sql = `
    SELECT 0 AS line, ${at(plan.user)} AS user_text, ${at(plan.item)} AS item_text, ${at(plan.rating)} AS rating_text,
      ${at(plan.timestamp)} AS time_text, ${at(plan.event)} AS event_text,
      CASE WHEN c${columnCount} IS NOT NULL OR c${columnCount - 1} IS NULL THEN 'fields' END AS fault
    FROM read_csv($1, auto_detect = false, header = ${hasHeader}, skip = ${dialect.skippedLines ?? 0}, delim = ${quoteText(dialect.delimiter)}, quote = '',
      escape = '', nullstr = chr(31) || 'null', null_padding = true, strict_mode = false, compression = 'none',
      hive_partitioning = false, columns = {${columns}})`;
  return { sql, values: [literalPath(file.path)], ...meansOf(plan), notation };
}

/** Notes that a decimal comma was recognised; one that the caller gave needs no note. */
function noteDecimal({ file, notation }: DelimitedTable, decimal: Notation["decimal"], notes: string[]): void {
  if (notation?.decimal !== undefined || decimal !== "comma") return;
  notes.push(`${file.name}: values are read with a decimal comma: 4,5 is 4.5`);
}

async function stageCareful(
  session: Session,
  part: number,
  table: DelimitedTable,
  { skipBadRows }: StageOptions,
  notes: string[],
): Promise<StageCounts> {
  const spanning: SpanningIds = { count: 0, firstLine: 0 };
  await fillTokenTable(session, tokenRows(table, spanning, session.signal));
  if (spanning.count > 0) {
    notes.push(
      `${table.file.name}:${spanning.firstLine}: an id holds a line break between quotes (${spanning.count} such rows); ` +
        "a quote that is never closed does this: --quote none reads quotes as characters",
    );
  }
  const hasRating = table.plan.rating !== undefined;
  let notation = table.notation;
  if (hasRating && table.findsDecimal && notation?.decimal === undefined) {
    notation = { ...notation, decimal: await findDecimal(session, TOKEN_TABLE) };
    noteDecimal(table, notation.decimal, notes);
  }
  const raw = { sql: `SELECT * FROM ${TOKEN_TABLE}`, values: [], ...meansOf(table.plan), notation };
  const counts = await stageMixedRows(session, part, table.file, raw, skipBadRows);
  await session.run(`DROP TABLE ${TOKEN_TABLE}`);
  return counts;
}

/** Rows whose user or item id holds a line break. */
interface SpanningIds {
  count: number;
  firstLine: number;
}

async function* tokenRows(
  table: DelimitedTable,
  spanning: SpanningIds,
  signal?: AbortSignal,
): AsyncGenerator<TokenRow[]> {
  let header = table.hasHeader;
  for await (const records of readRecords(table.file, table.dialect, signal)) {
    const body = header ? records.slice(1) : records;
    if (records.length > 0) header = false;
    yield body.map((record) => {
      const row = tokenRow(record, table);
      if (row.fault === null && (hasLineBreak(row.user) || hasLineBreak(row.item))) {
        spanning.count++;
        spanning.firstLine ||= row.line;
      }
      return row;
    });
  }
}

function hasLineBreak(text: string | null): boolean {
  return text !== null && /[\r\n]/.test(text);
}

function tokenRow(record: TextRecord, { plan, columnCount, dialect }: DelimitedTable): TokenRow {
  const at = (position: number | undefined): string | null =>
    position === undefined ? null : (record.fields[position] ?? null);
  const row = { line: record.line, user: at(plan.user), item: at(plan.item), rating: at(plan.rating) };
  const fault = shapeFault(record, columnCount) ?? swallowFault(record, columnCount, dialect.delimiter);
  return { ...row, timestamp: at(plan.timestamp), event: at(plan.event), fault };
}

/**
 * A quoted field over several lines, each of which would be a row of its own without the quotes: an opening quote that
 * was meant as a character, up to the next one.
 */
export function swallowFault({ fields }: TextRecord, columnCount: number, delimiter: string): string | null {
  if (columnCount < 2 || !fields.some(hasLineBreak)) return null;
  const lines = fields
    .join(delimiter)
    .split(/[\r\n]+/)
    .filter((line) => line !== "");
  if (!lines.every((line) => line.split(delimiter).length === columnCount)) return null;
  return fault(
    `expected a closing quote on the same line, got a quoted field over ${lines.length} lines that are rows of their own; with --quote none a quote is a character`,
  );
}

/** What is wrong with the shape of a record in UTF-8, or null. */
export function shapeFault(record: TextRecord, columnCount: number): string | null {
  const wrong = layoutFault(record, columnCount);
  if (wrong !== null) return wrong;
  const damaged = record.fields.find((field) => field.includes("\ufffd"));
  return damaged === undefined ? null : fault("expected UTF-8 text", damaged);
}

/** What is wrong with the fields of a record, whatever its encoding, or null. */
export function layoutFault({ fields, strayText }: TextRecord, columnCount: number): string | null {
  if (strayText) return fault("expected a separator after the closing quote");
  return fields.length === columnCount ? null : fault(`expected ${columnCount} fields, got ${fields.length}`);
}
