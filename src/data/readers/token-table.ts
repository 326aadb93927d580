import { DuckDBDataChunk, INTEGER, VARCHAR } from "@duckdb/node-api";
import type { Session } from "./session.ts";

/** A raw row of our own parser; the columns of stage.ts's RawRows. */
export interface TokenRow {
  readonly line: number;
  readonly user: string | null;
  readonly item: string | null;
  readonly rating: string | null;
  readonly timestamp: string | null;
  readonly event?: string | null;
  readonly fault: string | null;
}

const CHUNK_ROWS = 2048;

/** Name of the table that `fillTokenTable` makes. */
export const TOKEN_TABLE = "tokens";

/**
 * Puts rows into a new DuckDB table, a chunk at a time: the slow way, for files that DuckDB's
 * scanner cannot number or refuses.
 */
export async function fillTokenTable(session: Session, batches: AsyncIterable<readonly TokenRow[]>): Promise<void> {
  await session.run(
    `CREATE OR REPLACE TABLE ${TOKEN_TABLE} (line INTEGER, user_text VARCHAR, item_text VARCHAR, rating_text VARCHAR, time_text VARCHAR, fault VARCHAR, event_text VARCHAR)`,
  );
  const appender = await session.connection.createAppender(TOKEN_TABLE);
  const types = [INTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR, VARCHAR];
  for await (const rows of batches) {
    session.signal?.throwIfAborted();
    for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
      const part = rows.slice(from, from + CHUNK_ROWS);
      const chunk = DuckDBDataChunk.create(types, part.length);
      chunk.setColumns([
        part.map((row) => row.line),
        part.map((row) => row.user),
        part.map((row) => row.item),
        part.map((row) => row.rating),
        part.map((row) => row.timestamp),
        part.map((row) => row.fault),
        part.map((row) => row.event ?? null),
      ]);
      appender.appendDataChunk(chunk);
    }
  }
  appender.closeSync();
}
