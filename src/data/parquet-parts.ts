import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type DuckDBDataChunk, DuckDBListVector, type DuckDBVector } from "@duckdb/node-api";
import { DataError, NearEdgeError } from "../errors.ts";
import { engineReason, literalPath, openSession, quoteName, quoteText } from "./readers/session.ts";

/** A table in Parquet files of one folder, whose rows are in the order of the files' names. */
export interface ParquetParts {
  readonly folder: string;
  /** Chunks of these columns, or expressions, in the order of the rows. Throws DataError `not-parquet`. */
  chunks(columns: readonly string[], signal?: AbortSignal): AsyncGenerator<DuckDBDataChunk>;
  /** Whether there is such a column. */
  has(column: string): boolean;
}

/** Opens the parts of a folder. Throws DataError: `missing-part` without any file, `missing-column`, `not-parquet`. */
export async function openParts(folder: string, columns: readonly string[]): Promise<ParquetParts> {
  const names = (await readdir(folder).catch((): string[] => []))
    .filter((name) => /\.parquet$/i.test(name) && !/^[_.]/.test(name))
    .sort();
  if (names.length === 0) {
    const remedy = "copy the folder that the job wrote whole";
    throw new DataError("missing-part", `${folder}: expected Parquet files, got none; ${remedy}`);
  }
  const files = names.map((name) => quoteText(literalPath(join(folder, name)))).join(", ");
  const from = `read_parquet([${files}], binary_as_string = true, hive_partitioning = false)`;
  const found = await columnNames(folder, from);
  const missing = columns.find((column) => !found.includes(column));
  if (missing !== undefined) {
    const has = `the columns are ${found.join(", ")}`;
    throw new DataError("missing-column", `${folder}: there is no column ${missing}; ${has}`);
  }
  return {
    folder,
    has: (column) => found.includes(column),
    chunks: async function* (wanted, signal) {
      const session = await openSession(signal);
      try {
        const list = wanted.map((column) => (found.includes(column) ? quoteName(column) : column)).join(", ");
        const result = await session.connection.stream(`SELECT ${list} FROM ${from}`);
        for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
          signal?.throwIfAborted();
          yield chunk;
        }
      } catch (cause) {
        signal?.throwIfAborted();
        throw cause instanceof NearEdgeError ? cause : notParquet(folder, cause);
      } finally {
        session.close();
      }
    },
  };
}

async function columnNames(folder: string, from: string): Promise<string[]> {
  const session = await openSession();
  try {
    return await session.columnNames(`SELECT * FROM ${from} LIMIT 0`);
  } catch (cause) {
    throw notParquet(folder, cause);
  } finally {
    session.close();
  }
}

function notParquet(folder: string, cause: unknown): DataError {
  const expected = "expected complete Parquet files of one schema, got something else";
  const message = `${folder}: ${expected} (${engineReason(cause)}); copy the folder again`;
  return new DataError("not-parquet", message, { cause });
}

/** A number of a column; NaN for null and for what is no number. */
export function numberAt(vector: DuckDBVector, row: number): number {
  const value = vector.getItem(row);
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : Number.NaN;
}

/** A column of lists, or undefined for one that holds something else. */
export function listsOf(vector: DuckDBVector): DuckDBListVector | undefined {
  return vector instanceof DuckDBListVector ? vector : undefined;
}
