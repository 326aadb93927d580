import { basename } from "node:path";
import { listValue } from "@duckdb/node-api";
import { checkText, inspectFile, type SourceFile } from "../node-files.ts";
import { fixedColumns } from "./columns-read.ts";
import { shapeFault } from "./delimited.ts";
import { fault } from "./faults.ts";
import type { InteractionsFormat } from "./format.ts";
import { literalPath, type Session } from "./session.ts";
import {
  accountFor,
  isInputFailure,
  type Place,
  type RawRows,
  type StageCounts,
  stageCleanRows,
  stageMixedRows,
} from "./stage.ts";
import { readRecords, type TextRecord } from "./text-records.ts";
import { fillTokenTable, TOKEN_TABLE, type TokenRow } from "./token-table.ts";

const FIRST_LINES = /^\d+:[ \t]*\r?\n\d+,[1-5],\d{4}-\d\d-\d\d(?:\r?\n|$)/;
const MOVIE_LINE = /^(\d+):\s*$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const READING = fixedColumns("field 1", "the movie line above", "field 2", "field 3");
const FIELD_COUNT = 3;

/**
 * `combined_data_1.txt` … and `mv_0000001.txt` … of the Netflix Prize: a line `movie:`, then a line `user,rating,date`
 * for each of its ratings. One file, or a folder of them (source.ts).
 */
export const netflix: InteractionsFormat = {
  name: "netflix",
  takesColumns: false,
  recognises: (file) => file.parts !== undefined || FIRST_LINES.test(file.text),
  stage: async (session, file, part, { skipBadRows }) => {
    const paths = file.parts ?? [file.path];
    const counts =
      (await stageFast(session, part, paths)) ?? (await stageCareful(session, part, file, paths, skipBadRows));
    return accountFor(file, counts, { feedback: "explicit", hasTimestamps: true, reading: READING });
  },
};

async function stageFast(session: Session, part: number, paths: readonly string[]): Promise<StageCounts | undefined> {
  // DuckDB scans all files as one: a file must start with a movie, or its first rows would belong to the file before.
  for (const path of paths) {
    session.signal?.throwIfAborted();
    const file = await inspectFile(path);
    checkText(file);
    if (!MOVIE_LINE.test(file.text.split("\n", 1)[0] ?? "")) return undefined;
  }
  try {
    return await stageCleanRows(session, part, scannerRows(paths));
  } catch (error) {
    if (session.signal?.aborted || !isInputFailure(error)) throw error;
    return undefined;
  }
}

/**
 * The movie of a row is the one on the last movie line before it. The running maximum of (row number, movie) in one
 * integer finds it in a single pass without keeping rows: a running last value or a join would hold them all. Movies
 * that do not fit into 24 bits, or have leading zeros, are left to the slow reader.
 */
function scannerRows(paths: readonly string[]): RawRows {
  const columns = "columns = {'c0': 'VARCHAR', 'c1': 'VARCHAR', 'c2': 'VARCHAR', 'c3': 'VARCHAR'}";
  const isMovie = "(c1 IS NULL AND regexp_full_match(c0, '[1-9][0-9]{0,6}:'))";
  const sql = `
    SELECT 0 AS line, c0 AS user_text, (movie & 16777215)::VARCHAR AS item_text, c1 AS rating_text, c2 AS time_text,
      CASE WHEN c2 IS NULL OR c3 IS NOT NULL OR NOT regexp_full_match(c2, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN 'shape' END AS fault
    FROM (
      SELECT *, max((number << 24) + CASE WHEN ${isMovie} THEN c0[:-2]::BIGINT END) OVER (ROWS UNBOUNDED PRECEDING) AS movie
      FROM (
        SELECT *, row_number() OVER () AS number
        FROM read_csv($1, auto_detect = false, header = false, delim = ',', quote = '', escape = '',
          nullstr = chr(31) || 'null', null_padding = true, strict_mode = false, compression = 'none',
          hive_partitioning = false, ${columns})
      )
    )
    WHERE NOT ${isMovie}`;
  return { sql, values: [listValue(paths.map(literalPath))], hasRating: true };
}

async function stageCareful(
  session: Session,
  part: number,
  file: SourceFile,
  paths: readonly string[],
  skipBadRows: boolean,
): Promise<StageCounts> {
  const starts: Place[] = [];
  await fillTokenTable(session, tokenRows(paths, starts, session.signal));
  const raw = { sql: `SELECT * FROM ${TOKEN_TABLE}`, values: [], hasRating: true };
  const counts = await stageMixedRows(session, part, file, raw, skipBadRows, (running) => {
    const start = starts.findLast(({ line }) => line < running);
    return { fileName: start?.fileName ?? file.name, line: running - (start?.line ?? 0) };
  });
  await session.run(`DROP TABLE ${TOKEN_TABLE}`);
  return counts;
}

/** Rows with line numbers that run on from file to file; `starts` gets the last number before each file. */
async function* tokenRows(
  paths: readonly string[],
  starts: Place[],
  signal?: AbortSignal,
): AsyncGenerator<readonly TokenRow[]> {
  let lastLine = 0;
  for (const path of paths) {
    const before = lastLine;
    const name = basename(path);
    starts.push({ fileName: name, line: before });
    let movie: string | null = null;
    for await (const records of readRecords({ name, path }, { delimiter: ",", quoting: false }, signal)) {
      const rows: TokenRow[] = [];
      for (const record of records) {
        lastLine = before + record.line;
        const alone = record.fields.length === 1;
        // After a line that may have been meant as a movie, the ratings below have none: they are dropped rather than
        // assigned to the wrong movie.
        if (alone) movie = MOVIE_LINE.exec(record.fields[0] ?? "")?.[1] ?? null;
        if (!alone || movie === null) rows.push(tokenRow(record, movie, lastLine));
      }
      yield rows;
    }
  }
}

function tokenRow(record: TextRecord, movie: string | null, line: number): TokenRow {
  const [user = null, rating = null, timestamp = null] = record.fields;
  return { line, user, item: movie, rating, timestamp, fault: lineFault(record, movie) };
}

function lineFault(record: TextRecord, movie: string | null): string | null {
  const { fields } = record;
  if (fields.length === 1) return fault("expected a movie as 123: or a rating as user,rating,yyyy-mm-dd", fields[0]);
  const wrongShape = shapeFault(record, FIELD_COUNT);
  if (wrongShape !== null) return wrongShape;
  if (movie === null) return fault("expected a movie as 123: before its ratings", fields.join(","));
  return DATE.test(fields[2] ?? "") ? null : fault("date: expected yyyy-mm-dd", fields[2] ?? "");
}
