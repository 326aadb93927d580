import { show } from "../../check.ts";
import { DataError, OptionsError } from "../../errors.ts";
import type { Feedback } from "../interactions.ts";
import { checkText, type SourceFile } from "../node-files.ts";
import { isUserName } from "./columns.ts";
import { type ColumnsRead, fixedColumns } from "./columns-read.ts";
import { shapeFault } from "./delimited.ts";
import { sniffDialect, type TableDialect } from "./dialect.ts";
import { fault } from "./faults.ts";
import type { InteractionsFormat, StageOptions } from "./format.ts";
import { accountFor, stageMixedRows } from "./stage.ts";
import { readRecords, type TextRecord } from "./text-records.ts";
import { fillTokenTable, TOKEN_TABLE, type TokenRow } from "./token-table.ts";
import { isRowNumberName, plainName } from "./usual-names.ts";

/** The header of a matrix. */
interface MatrixHeader {
  /** Item ids by column; the entry of the user column is unused. */
  readonly itemIds: readonly string[];
  /** The column of user ids; undefined where users are numbered by row. */
  readonly user: number | undefined;
  /** The columns from here on are items. */
  readonly firstItem: 0 | 1 | 2;
}

/** The state of reading. */
interface Tally {
  onlyOnes: boolean;
  header: MatrixHeader | undefined;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Names of the values of a matrix. */
const CELLS = "cells";
const BATCH_ROWS = 16_384;

/**
 * A user × item table as text: the header names the items, every line is a user, an empty cell or 0 is not an
 * interaction. Only the other cells are kept, so that the memory grows with the interactions and not with users ×
 * items. Feedback is implicit when every value is 1, otherwise explicit, unless the caller declares the cells
 * (`count=cells`).
 */
export const matrix: InteractionsFormat = {
  name: "matrix",
  takesColumns: true,
  takesLayout: true,
  recognises: () => false,
  stage: async (session, file, part, { skipBadRows, layout = {}, ...given }) => {
    checkText(file);
    const asked = givenFeedback(given);
    if (layout.header === false) {
      throw new OptionsError("no-layout", "--no-header: the first row of a matrix names the items; leave it out");
    }
    const dialect = sniffDialect(file, layout, () => false);
    const tally: Tally = { onlyOnes: true, header: undefined };
    await fillTokenTable(session, tokenRows(file, dialect, tally, session.signal));
    const raw = { sql: `SELECT * FROM ${TOKEN_TABLE}`, values: [], hasRating: true };
    const counts = await stageMixedRows(session, part, file, raw, skipBadRows);
    await session.run(`DROP TABLE ${TOKEN_TABLE}`);
    const reading = readingOf(tally.header);
    return accountFor(file, counts, {
      feedback: asked ?? (tally.onlyOnes ? "implicit" : "explicit"),
      hasTimestamps: false,
      reading,
    });
  },
};

/** The caller's declaration of the cells. Throws OptionsError `fixed-columns` for any other option about columns. */
function givenFeedback({ columns, events, notation = {} }: Omit<StageOptions, "skipBadRows">): Feedback | undefined {
  const given = Object.entries(columns).filter(([, name]) => name !== undefined);
  const [[role, name] = []] = given;
  const isOther = [events, ...Object.values(notation)].some((value) => value !== undefined);
  if (given.length === 0 && !isOther) return undefined;
  if (given.length === 1 && !isOther && name === CELLS && (role === "count" || role === "rating")) {
    return role === "count" ? "implicit" : "explicit";
  }
  throw new OptionsError(
    "fixed-columns",
    `columns: of a matrix only the cells can be named, --columns count=${CELLS} or rating=${CELLS}; leave other options of columns and notation out`,
  );
}

function readingOf(header: MatrixHeader | undefined): ColumnsRead {
  const nameAt = (column: number): string => header?.itemIds[column]?.trim() || "the first column";
  const user = header?.user === undefined ? "the number of the line" : nameAt(header.user);
  const fixed = fixedColumns(user, "the names of the other columns", CELLS);
  // The index that a data frame was written with, before a column of users.
  return header?.user === 1 ? { ...fixed, notUsed: [header.itemIds[0]?.trim() ?? ""] } : fixed;
}

async function* tokenRows(
  file: SourceFile,
  dialect: TableDialect,
  tally: Tally,
  signal?: AbortSignal,
): AsyncGenerator<readonly TokenRow[]> {
  let header: MatrixHeader | undefined;
  let userNumber = 0;
  let rows: TokenRow[] = [];
  for await (const records of readRecords(file, dialect, signal)) {
    for (const record of records) {
      if (header === undefined) {
        header = readMatrixHeader(file, record);
        tally.header = header;
        continue;
      }
      userNumber++;
      for (const row of recordRows(record, header, userNumber, tally)) rows.push(row);
      if (rows.length >= BATCH_ROWS) {
        yield rows;
        rows = [];
      }
    }
  }
  yield rows;
}

/** Throws DataError `not-text`, `missing-column`, `duplicate-item`. */
function readMatrixHeader(file: SourceFile, record: TextRecord): MatrixHeader {
  const [first = "", second = ""] = record.fields;
  const isIndex = isRowNumberName(plainName(first));
  const firstItem = isIndex && isUserName(second) ? 2 : isIndex || isUserName(first) ? 1 : 0;
  const at = `${file.name}:${record.line}`;
  const columnOf = new Map<string, number>();
  const wrong = shapeFault(record, record.fields.length);
  if (wrong !== null) {
    throw new DataError(
      "not-text",
      `${at}: expected item ids in UTF-8 between separators, got damaged text in the header`,
    );
  }
  for (const [column, id] of record.fields.entries()) {
    if (column < firstItem) continue;
    if (id.trim() === "") {
      throw new DataError(
        "missing-column",
        `${at}: column ${column + 1}: expected an item id, got ${show(id)}; name the column or remove it`,
      );
    }
    const earlier = columnOf.get(id);
    if (earlier !== undefined) {
      throw new DataError(
        "duplicate-item",
        `${at}: column ${column + 1}: expected every item once, got ${show(id)} again (first in column ${earlier}); remove one of them`,
      );
    }
    columnOf.set(id, column + 1);
  }
  if (columnOf.size === 0) {
    throw new DataError("missing-column", `${at}: expected item ids after the column of users, got none`);
  }
  return { itemIds: record.fields, user: firstItem === 0 ? undefined : firstItem - 1, firstItem };
}

function* recordRows(
  record: TextRecord,
  { itemIds, user: userColumn, firstItem }: MatrixHeader,
  userNumber: number,
  tally: Tally,
): Generator<TokenRow> {
  const { line, fields } = record;
  const user = userColumn === undefined ? String(userNumber) : (fields[userColumn] ?? "");
  const wrong = user.trim() === "" ? fault("user: expected an id", user) : shapeFault(record, itemIds.length);
  const row = { line, user, item: null, rating: null, timestamp: null, fault: wrong };
  if (wrong !== null) {
    yield row;
    return;
  }
  for (let column = firstItem; column < fields.length; column++) {
    const cell = fields[column] ?? "";
    if (cell === "" || cell === "0") continue;
    const rating = cell.trim();
    const value = Number(rating);
    if (rating === "" || (value === 0 && NUMBER.test(rating))) continue;
    const item = itemIds[column] ?? "";
    if (!NUMBER.test(rating) || !Number.isFinite(Math.fround(value))) {
      yield { ...row, fault: fault(`column ${show(item)}: expected a number or nothing`, cell) };
      continue;
    }
    tally.onlyOnes &&= value === 1;
    yield { ...row, item, rating };
  }
}
