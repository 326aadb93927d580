import { DataError } from "../../errors.ts";
import type { SourceFile } from "../node-files.ts";
import { planColumns } from "./columns.ts";
import type { InteractionsFormat } from "./format.ts";
import { literalPath, quoteName, type Session } from "./session.ts";
import { accountFor, stageCleanRows, stageMixedRows } from "./stage.ts";

/** The engine's scan of a Parquet file, with `$1` for the path and the row's number beside its columns. */
export const PARQUET_SCAN =
  "read_parquet($1, file_row_number = true, binary_as_string = true, hive_partitioning = false)";

const ROW_NUMBER = "file_row_number";

/** Whether a file is Parquet, by its ending or its first four bytes. */
export function looksLikeParquet(file: SourceFile): boolean {
  return file.name.toLowerCase().endsWith(".parquet") || new TextDecoder().decode(file.head.subarray(0, 4)) === "PAR1";
}

/** The names of a Parquet file's columns. Throws DataError `not-parquet`. */
export async function parquetColumns(session: Session, file: SourceFile): Promise<string[]> {
  try {
    const names = await session.columnNames(`SELECT * FROM ${PARQUET_SCAN} LIMIT 0`, [literalPath(file.path)]);
    return names.filter((name) => name !== ROW_NUMBER);
  } catch (cause) {
    session.signal?.throwIfAborted();
    const message = `${file.name}: expected a complete Parquet file, got something else; write it again or set --format`;
    throw new DataError("not-parquet", message, { cause });
  }
}

/** Apache Parquet, one row an interaction. Rows are counted from 1 where other formats count lines. */
export const parquet: InteractionsFormat = {
  name: "parquet",
  takesColumns: true,
  recognises: looksLikeParquet,
  stage: async (session, file, part, options) => {
    const names = await parquetColumns(session, file);
    const plan = planColumns(file.name, names, options.columns);
    const at = (position: number | undefined): string =>
      position === undefined ? "NULL::VARCHAR" : `${quoteName(names[position] ?? "")}::VARCHAR`;
    const sql = `
      SELECT ${ROW_NUMBER} + 1 AS line, ${at(plan.user)} AS user_text, ${at(plan.item)} AS item_text,
        ${at(plan.rating)} AS rating_text, ${at(plan.timestamp)} AS time_text, NULL::VARCHAR AS fault
      FROM ${PARQUET_SCAN}`;
    const raw = { sql, values: [literalPath(file.path)], hasRating: plan.rating !== undefined };
    const counts =
      (await stageCleanRows(session, part, raw)) ??
      (await stageMixedRows(session, part, file, raw, options.skipBadRows));
    return accountFor(file, counts, { feedback: plan.feedback, hasTimestamps: plan.timestamp !== undefined });
  },
};
