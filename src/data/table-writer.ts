import { DOUBLE, DuckDBDataChunk, type DuckDBValue, INTEGER, VARCHAR } from "@duckdb/node-api";
import { openSession, quoteName, quoteText } from "./readers/session.ts";
import { TABLE_FORMATS, type TableFormat } from "./table-formats.ts";

const TYPES = { text: VARCHAR, integer: INTEGER, number: DOUBLE } as const;

/** A column of a written table. */
export interface TableColumn {
  readonly name: string;
  readonly type: keyof typeof TYPES;
}

/** Collects rows in a DuckDB table, which spills to disk where it is large. */
export interface TableWriter {
  /** Adds rows: the values of each column, null where there is none. */
  add(columns: readonly (readonly DuckDBValue[])[]): void;
  /**
   * Overwrites the file with the rows in their order, and of the columns those that are named; all by default. Returns the number
   * of rows; rejects with the reason of the signal.
   */
  writeTo(path: string, names?: readonly string[]): Promise<number>;
  close(): void;
}

const CHUNK_ROWS = 2048;

/** Makes an empty table; names of columns must differ, also in more than case. */
export async function createTableWriter(
  format: TableFormat,
  columns: readonly TableColumn[],
  signal?: AbortSignal,
): Promise<TableWriter> {
  const session = await openSession(signal);
  const types = columns.map(({ type }) => TYPES[type]);
  const described = columns.map(({ name }, at) => `${quoteName(name)} ${types[at]}`);
  await session.run(`CREATE TABLE written (${described.join(", ")})`);
  const appender = await session.connection.createAppender("written");
  return {
    add: (values) => {
      const rowCount = values[0]?.length ?? 0;
      for (let from = 0; from < rowCount; from += CHUNK_ROWS) {
        const to = Math.min(rowCount, from + CHUNK_ROWS);
        const chunk = DuckDBDataChunk.create(types, to - from);
        chunk.setColumns(values.map((column) => column.slice(from, to)));
        appender.appendDataChunk(chunk);
      }
    },
    writeTo: async (path, names = columns.map(({ name }) => name)) => {
      appender.flushSync();
      const kept = names.map(quoteName).join(", ");
      await session.run(`COPY (SELECT ${kept} FROM written) TO ${quoteText(path)} (${TABLE_FORMATS[format]})`);
      return session.number("SELECT count(*) FROM written");
    },
    close: () => {
      appender.closeSync();
      session.close();
    },
  };
}
