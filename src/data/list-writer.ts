import type { TableFormat } from "./table-formats.ts";
import { createTableWriter } from "./table-writer.ts";

/** One position of a list. */
export interface ListedItem {
  /** Whose list it is: a user, or an item that others are like. */
  readonly owner: string;
  readonly item: string;
  /** From 1. */
  readonly rank: number;
  readonly score: number;
  readonly title?: string | undefined;
  /** Why the item is listed, where the reason is not the user's history. */
  readonly source?: string | undefined;
}

/** What the columns of owners and items are called. */
export interface ListNames {
  readonly owner: string;
  readonly item: string;
}

/** Writes lists to a file. */
export interface ListWriter {
  /** Adds positions in their final order. */
  add(places: readonly ListedItem[]): void;
  /** Overwrites the file; rejects with the reason of the signal. Returns its number of rows. */
  writeTo(path: string): Promise<number>;
  close(): void;
}

/** Collects lists and writes them as Parquet, CSV or JSON Lines: owner, item, rank, score, and title and source where any row has one. */
export async function createListWriter(
  format: TableFormat,
  names: ListNames,
  signal?: AbortSignal,
): Promise<ListWriter> {
  const certain = [names.owner, names.item, "rank", "score"];
  const table = await createTableWriter(
    format,
    [
      { name: names.owner, type: "text" },
      { name: names.item, type: "text" },
      { name: "rank", type: "integer" },
      { name: "score", type: "number" },
      { name: "title", type: "text" },
      { name: "source", type: "text" },
    ],
    signal,
  );
  let [hasTitle, hasSource] = [false, false];
  return {
    add: (places) => {
      table.add([
        places.map(({ owner }) => owner),
        places.map(({ item }) => item),
        places.map(({ rank }) => rank),
        places.map(({ score }) => score),
        places.map(({ title = null }) => title),
        places.map(({ source = null }) => source),
      ]);
      hasTitle ||= places.some(({ title }) => title !== undefined);
      hasSource ||= places.some(({ source }) => source !== undefined);
    },
    writeTo: (path) =>
      table.writeTo(path, [...certain, ...(hasTitle ? ["title"] : []), ...(hasSource ? ["source"] : [])]),
    close: table.close,
  };
}
