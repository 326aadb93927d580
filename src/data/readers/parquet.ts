import { type DuckDBType, SQLNULL } from "@duckdb/node-api";
import { DataError } from "../../errors.ts";
import type { SourceFile } from "../node-files.ts";
import { type ColumnSample, NO_SAMPLE, sampleOf } from "./column-sample.ts";
import { meansOf, planColumns, wishes } from "./columns.ts";
import type { InteractionsFormat, Role } from "./format.ts";
import { columnFaultSql, columnSql, explained, type RoleColumn, refuseTypes } from "./parquet-columns.ts";
import { engineReason, literalPath, quoteName, type Session } from "./session.ts";
import { accountFor, stageCleanRows, stageMixedRows } from "./stage.ts";

/** DuckDB's scan of a Parquet file, with `$1` for the path and the row's number as a column. */
export const PARQUET_SCAN =
  "read_parquet($1, file_row_number = true, binary_as_string = true, hive_partitioning = false)";

const ROW_NUMBER = "file_row_number";
const ROLES = ["user", "item", "rating", "timestamp", "event"] as const;
const SAMPLE_ROWS = 100;

/** Whether a file is Parquet, by its ending or its first four bytes. */
export function looksLikeParquet(file: SourceFile): boolean {
  return file.name.toLowerCase().endsWith(".parquet") || new TextDecoder().decode(file.head.subarray(0, 4)) === "PAR1";
}

/** The names of a Parquet file's columns. Throws DataError `not-parquet`. */
export async function parquetColumns(session: Session, file: SourceFile): Promise<string[]> {
  return (await parquetSchema(session, file)).map(({ name }) => name);
}

async function parquetSchema(
  session: Session,
  file: SourceFile,
): Promise<{ readonly name: string; readonly type: DuckDBType }[]> {
  try {
    const result = await session.connection.run(`SELECT * FROM ${PARQUET_SCAN} LIMIT 0`, [literalPath(file.path)]);
    const types = result.columnTypes();
    const columns = result.columnNames().map((name, place) => ({ name, type: types[place] ?? SQLNULL }));
    return columns.filter(({ name }) => name !== ROW_NUMBER);
  } catch (cause) {
    session.signal?.throwIfAborted();
    const message = `${file.name}: expected a complete Parquet file, got something else (${engineReason(cause)}); write it again or set --format`;
    throw new DataError("not-parquet", message, { cause });
  }
}

/** The first rows as texts. Errors are left to the reading itself, which reports them. */
async function parquetSample(session: Session, file: SourceFile, names: readonly string[]): Promise<ColumnSample> {
  const texts = names.map((name) => `${quoteName(name)}::VARCHAR`).join(", ");
  try {
    const rows = await session.rows(`SELECT ${texts} FROM ${PARQUET_SCAN} LIMIT ${SAMPLE_ROWS}`, [
      literalPath(file.path),
    ]);
    return sampleOf(rows.map((row) => row.map((text) => (text === null ? "" : String(text)))));
  } catch (error) {
    if (session.signal?.aborted) throw error;
    return NO_SAMPLE;
  }
}

/** Apache Parquet, one row an interaction. Rows are counted from 1 where other formats count lines. */
export const parquet: InteractionsFormat = {
  name: "parquet",
  takesColumns: true,
  recognises: looksLikeParquet,
  stage: async (session, file, part, options) => {
    const schema = await parquetSchema(session, file);
    const names = schema.map(({ name }) => name);
    const sample = await parquetSample(session, file, names);
    const plan = planColumns(file.name, names, options.columns, { sample, ...wishes(options) });
    const columns = ROLES.flatMap((role): RoleColumn[] => {
      const column = schema[plan[role] ?? -1];
      return column === undefined ? [] : [{ role, ...column }];
    });
    await refuseTypes(session, file, columns);
    const at = (role: Role): string => {
      const column = columns.find((one) => one.role === role);
      return column === undefined ? "NULL::VARCHAR" : columnSql(column);
    };
    const faults = columns.map(columnFaultSql).join(" ").trim();
    const sql = `
      SELECT ${ROW_NUMBER} + 1 AS line, ${at("user")} AS user_text, ${at("item")} AS item_text,
        ${at("rating")} AS rating_text, ${at("timestamp")} AS time_text, ${at("event")} AS event_text,
        ${faults === "" ? "NULL::VARCHAR" : `CASE ${faults} END`} AS fault
      FROM ${PARQUET_SCAN}`;
    const { notation, skipBadRows } = options;
    const raw = { sql, values: [literalPath(file.path)], ...meansOf(plan), notation };
    try {
      const counts =
        (await stageCleanRows(session, part, raw)) ?? (await stageMixedRows(session, part, file, raw, skipBadRows));
      const staged = accountFor(file, counts, {
        feedback: plan.feedback,
        hasTimestamps: plan.timestamp !== undefined,
        reading: plan.reading,
      });
      return { ...staged, columnNames: names };
    } catch (error) {
      throw await explained(session, file, columns, error);
    }
  },
};
