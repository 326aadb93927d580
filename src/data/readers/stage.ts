import type { DuckDBValue } from "@duckdb/node-api";
import { DataError } from "../../errors.ts";
import type { SourceFile } from "../node-files.ts";
import { type BadRows, describeFault, EXAMPLE_COUNT, faultSql, NO_BAD_ROWS, refuseBadRows } from "./faults.ts";
import type { StagedFile } from "./format.ts";
import type { Notation } from "./layout.ts";
import { NO_SECONDS, secondsSql, timeFaultSql, valueFaultSql, valueSql } from "./notation.ts";
import type { Session } from "./session.ts";

/**
 * A relation of raw rows: columns `line` BIGINT and `user_text`, `item_text`, `rating_text`, `time_text`, `fault`
 * VARCHAR. `fault` (faults.ts) is NULL for rows that have the right shape.
 */
export interface RawRows {
  readonly sql: string;
  readonly values: DuckDBValue[];
  /** Whether rating_text is used; if not, every value is 1. */
  readonly hasRating: boolean;
  /** Whether there is also a column `event_text`. */
  readonly hasEvent?: boolean | undefined;
  /** The notation of numbers and dates; by default a decimal point, and seconds, milliseconds or ISO dates. */
  readonly notation?: Notation | undefined;
}

export interface StageCounts {
  readonly rowsRead: number;
  readonly bad: BadRows;
}

const MARKER = "nearedge: a row has a fault";
/** The largest finite number that a value may be. */
export const FLOAT32_MAXIMUM = 3.4028235677973366e38;

/** Makes the empty table that every file is staged into: good rows in file order, `part` numbers the files. */
export async function createStage(session: Session): Promise<void> {
  await session.run(
    "CREATE TABLE staged (part UTINYINT, user_text VARCHAR, item_text VARCHAR, value DOUBLE, seconds DOUBLE, event VARCHAR)",
  );
}

/** Stages rows as long as every one is good: returns undefined, leaving nothing staged, at the first bad one. */
export async function stageCleanRows(session: Session, part: number, raw: RawRows): Promise<StageCounts | undefined> {
  const guard = `CASE WHEN fault IS NULL THEN true ELSE error('${MARKER}') END`;
  const before = await countStaged(session, part);
  try {
    await session.run(insert(part, raw, guard), raw.values);
  } catch (error) {
    if (error instanceof Error && error.message.includes(MARKER)) return undefined;
    throw error;
  }
  const rowsRead = (await countStaged(session, part)) - before;
  return { rowsRead, bad: NO_BAD_ROWS };
}

/** Number of rows staged under a part number so far; a part may have several files. */
export function countStaged(session: Session, part: number): Promise<number> {
  return session.number(`SELECT count(*) FROM staged WHERE part = ${part}`);
}

/** The position of a raw row: its file's name and its line. */
export interface Place {
  readonly fileName: string;
  readonly line: number;
}

/**
 * Stages the good rows, counts the bad ones and shows the first of them. `locate` maps the column `line` of a raw
 * row to a position; by default that line of the file. Throws DataError `bad-rows`.
 */
export async function stageMixedRows(
  session: Session,
  part: number,
  file: SourceFile,
  raw: RawRows,
  skipBadRows: boolean,
  locate: (line: number) => Place = (line) => ({ fileName: file.name, line }),
): Promise<StageCounts> {
  await session.run(
    `CREATE OR REPLACE TABLE faults AS SELECT line, fault FROM (${typed(raw)}) WHERE fault IS NOT NULL`,
    raw.values,
  );
  const count = await session.number("SELECT count(*) FROM faults");
  const found = await session.rows(`SELECT line, fault FROM faults ORDER BY line LIMIT ${EXAMPLE_COUNT}`);
  await session.run("DROP TABLE faults");
  const examples = found.map(([row, text]) => {
    const { fileName, line } = locate(Number(row));
    return describeFault(fileName, line, String(text));
  });
  const before = await countStaged(session, part);
  await session.run(insert(part, raw, "fault IS NULL"), raw.values);
  const good = (await countStaged(session, part)) - before;
  const bad = { count, examples };
  refuseBadRows(file.name, bad, good + count, skipBadRows);
  return { rowsRead: good + count, bad };
}

/** Whether DuckDB failed on its input, not on the query or for lack of memory. */
export function isInputFailure(error: unknown): boolean {
  return error instanceof Error && /^(Invalid Input|Conversion|Invalid unicode)/.test(error.message);
}

/**
 * The counts of a staged file. Throws DataError `no-rows` when the file has no row at all, `no-good-rows` when every
 * row was bad.
 */
export function accountFor(
  file: SourceFile,
  { rowsRead, bad }: StageCounts,
  source: Pick<StagedFile, "feedback" | "hasTimestamps" | "reading">,
): StagedFile {
  if (rowsRead === 0) {
    throw new DataError("no-rows", `${file.name}: expected at least one interaction, got none`);
  }
  if (bad.count === rowsRead) {
    const examples = bad.examples.map((example) => `\n  ${example}`).join("");
    throw new DataError(
      "no-good-rows",
      `${file.name}: none of ${rowsRead.toLocaleString("en")} rows could be understood; check --format and --columns${examples}`,
    );
  }
  const { feedback, hasTimestamps, reading } = source;
  return {
    feedback,
    hasTimestamps,
    reading,
    rowsRead,
    badRows: bad.count,
    badRowExamples: bad.examples,
    implicitRowsDropped: 0,
  };
}

function insert(part: number, raw: RawRows, condition: string): string {
  return `INSERT INTO staged SELECT ${part}, user_text, item_text, value, seconds, event FROM (${typed(raw)}) WHERE ${condition}`;
}

/**
 * Numbers out of texts: `value` and `seconds`, or a fault that describes the row's error. DuckDB orders NaN above
 * every number, so that one comparison refuses it together with infinity.
 */
function typed({ sql, hasRating, hasEvent = false, notation = {} }: RawRows): string {
  return `
    SELECT line, user_text, item_text, value, seconds, ${hasEvent ? "coalesce(trim(event_text), '')" : "NULL::VARCHAR"} AS event, CASE
      WHEN fault IS NOT NULL THEN fault
      WHEN user_text IS NULL OR trim(user_text) = '' THEN ${faultSql("user: expected an id", "user_text")}
      WHEN item_text IS NULL OR trim(item_text) = '' THEN ${faultSql("item: expected an id", "item_text")}
      WHEN value IS NULL OR abs(value) > ${FLOAT32_MAXIMUM} THEN ${valueFaultSql(notation)}
      WHEN has_time AND ${NO_SECONDS} THEN ${timeFaultSql(notation)}
    END AS fault
    FROM (
      SELECT *, ${secondsSql(notation)} AS seconds
      FROM (
        SELECT *, ${hasRating ? valueSql(notation) : "1.0"} AS value, coalesce(trim(time_text), '') <> '' AS has_time,
          TRY_CAST(time_text AS DOUBLE) AS epoch_number
        FROM (${sql})
      )
    )`;
}
