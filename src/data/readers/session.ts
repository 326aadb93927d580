import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";

/** One in-process DuckDB for reading one data set; not shared, and its files are deleted. */
export interface Session {
  readonly connection: DuckDBConnection;
  readonly signal: AbortSignal | undefined;
  run(sql: string, values?: DuckDBValue[]): Promise<void>;
  /** All rows of a small result. */
  rows(sql: string, values?: DuckDBValue[]): Promise<DuckDBValue[][]>;
  /** The single number of a result of one row and one column. */
  number(sql: string, values?: DuckDBValue[]): Promise<number>;
  /** The first column of a result as strings. */
  strings(sql: string): Promise<string[]>;
  /** The names of a result's columns. */
  columnNames(sql: string, values?: DuckDBValue[]): Promise<string[]>;
  /** Hands every chunk of a result to `visit`, in order, without keeping them. */
  chunks(sql: string, visit: (chunk: DuckDBDataChunk) => void): Promise<void>;
  /** The path of a new temporary file, deleted when the session closes. */
  scratchFile(): string;
  close(): void;
}

/**
 * Share of the machine's memory that DuckDB may take before it spills to disk. Its own default, 0.8, would
 * leave too little for the columns of the result, of which the fingerprint needs a second copy.
 */
const MEMORY_SHARE = 0.5;

/**
 * Starts an engine without network access and without extensions beyond the ones built in. Interrupts the running
 * query when `signal` aborts; every method then rejects with the signal's reason.
 */
export async function openSession(signal?: AbortSignal): Promise<Session> {
  signal?.throwIfAborted();
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    memory_limit: `${memoryLimit()}B`,
    temp_directory: join(tmpdir(), `nearedge-${randomUUID()}`),
  });
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener("abort", interrupt);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  };
  const rows = (sql: string, values?: DuckDBValue[]): Promise<DuckDBValue[][]> =>
    guarded(async () => (await connection.run(sql, values)).getRows());
  const chunks = (sql: string, visit: (chunk: DuckDBDataChunk) => void): Promise<void> =>
    guarded(async () => {
      const result = await connection.stream(sql);
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        signal?.throwIfAborted();
        visit(chunk);
      }
    });
  await connection.run("SET TimeZone = 'UTC'");
  let scratch: string | undefined;
  let scratchFiles = 0;
  return {
    connection,
    signal,
    rows,
    chunks,
    run: async (sql, values) => {
      await guarded(() => connection.run(sql, values));
    },
    number: async (sql, values) => Number((await rows(sql, values))[0]?.[0] ?? 0),
    strings: async (sql) => {
      const found: string[] = [];
      await chunks(sql, (chunk) => {
        for (const value of chunk.getColumnValues(0)) found.push(String(value));
      });
      return found;
    },
    columnNames: (sql, values) => guarded(async () => (await connection.run(sql, values)).columnNames()),
    scratchFile: () => {
      scratch ??= mkdtempSync(join(tmpdir(), "nearedge-read-"));
      return join(scratch, `file-${scratchFiles++}`);
    },
    close: () => {
      signal?.removeEventListener("abort", interrupt);
      connection.closeSync();
      instance.closeSync();
      if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/**
 * In bytes. The limit of a container counts as the machine's memory; 0 is unknown, and a huge number means no limit.
 */
function memoryLimit(): number {
  const allowed = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.floor(MEMORY_SHARE * Math.min(totalmem(), allowed));
}

/** DuckDB's message in one line, without the prefix of the error kind. */
export function engineReason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return (message.trim().split("\n", 1)[0] ?? "").replace(/^[A-Z][A-Za-z ]*(?:Error|Exception): /, "");
}

/** A name between double quotes, safe inside SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text between single quotes, safe inside SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path that DuckDB takes literally: its table functions expand `*`, `?` and `[`. */
export function literalPath(path: string): string {
  return path.replaceAll(/[[*?]/g, "[$&]");
}
