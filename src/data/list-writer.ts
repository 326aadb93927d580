import { DOUBLE, DuckDBDataChunk, INTEGER, VARCHAR } from "@duckdb/node-api";
import { openSession, quoteName, quoteText } from "./readers/session.ts";

/** Formats of written lists, by the ending of the file. */
export const LIST_FORMATS = {
  parquet: "FORMAT parquet, COMPRESSION zstd",
  csv: "FORMAT csv, HEADER",
  jsonl: "FORMAT json",
} as const;

export type ListFormat = keyof typeof LIST_FORMATS;

/** One position of a user's list. */
export interface ListedItem {
  readonly user: string;
  readonly item: string;
  /** From 1. */
  readonly rank: number;
  readonly score: number;
  readonly title?: string | undefined;
  /** Why the item is listed, where the reason is not the user's history. */
  readonly source?: string | undefined;
}

/** Writes lists to a file. */
export interface ListWriter {
  /** Adds positions in their final order. */
  add(places: readonly ListedItem[]): void;
  /** Overwrites the file; rejects with the reason of the signal. Returns its number of rows. */
  writeTo(path: string): Promise<number>;
  close(): void;
}

const COLUMNS = ["user", "item", "rank", "score", "title", "source"] as const;
const TYPES = [VARCHAR, VARCHAR, INTEGER, DOUBLE, VARCHAR, VARCHAR];
const CHUNK_ROWS = 2048;

/**
 * Collects lists in a DuckDB table, which spills to disk where it is large, and writes them as Parquet, CSV or
 * JSON Lines: user, item, rank, score, and title and source where any row has one.
 */
export async function createListWriter(format: ListFormat, signal?: AbortSignal): Promise<ListWriter> {
  const session = await openSession(signal);
  await session.run(
    'CREATE TABLE lists ("user" VARCHAR, item VARCHAR, rank INTEGER, score DOUBLE, title VARCHAR, source VARCHAR)',
  );
  const appender = await session.connection.createAppender("lists");
  const known = new Set<string>(["user", "item", "rank", "score"]);
  return {
    add: (places) => {
      for (let from = 0; from < places.length; from += CHUNK_ROWS) {
        const part = places.slice(from, from + CHUNK_ROWS);
        const chunk = DuckDBDataChunk.create(TYPES, part.length);
        chunk.setColumns([
          part.map(({ user }) => user),
          part.map(({ item }) => item),
          part.map(({ rank }) => rank),
          part.map(({ score }) => score),
          part.map(({ title = null }) => title),
          part.map(({ source = null }) => source),
        ]);
        appender.appendDataChunk(chunk);
        if (part.some(({ title }) => title !== undefined)) known.add("title");
        if (part.some(({ source }) => source !== undefined)) known.add("source");
      }
    },
    writeTo: async (path) => {
      appender.flushSync();
      const columns = COLUMNS.filter((name) => known.has(name))
        .map(quoteName)
        .join(", ");
      await session.run(`COPY (SELECT ${columns} FROM lists) TO ${quoteText(path)} (${LIST_FORMATS[format]})`);
      return session.number("SELECT count(*) FROM lists");
    },
    close: () => {
      appender.closeSync();
      session.close();
    },
  };
}
