import { checkNotBinary, type SourceFile } from "../../node-files.ts";
import { detectEncoding } from "../encoding.ts";
import { fault } from "../faults.ts";
import { catalogueFromMovies } from "./movielens.ts";
import type { ReadCatalogue } from "./read-catalogue.ts";
import { readWholeLines } from "./rows.ts";

const SEPARATOR = "::";
const FIRST_LINE = /^\d+::[^\r\n]*::/;
const FIELD_COUNT = 3;

/** Whether a file is `movies.dat`, by its name or its first line. */
export function looksLikeMovielens1mItems(file: SourceFile): boolean {
  return file.name === "movies.dat" || FIRST_LINE.test(file.text);
}

/** The catalogue of MovieLens 1M and 10M: `id::Title (year)::Genre|Genre` on each line, read as `movies.csv` is. */
export async function readMovielens1mItems(file: SourceFile, signal?: AbortSignal): Promise<ReadCatalogue> {
  checkNotBinary(file);
  const encoding = await detectEncoding(file, signal);
  const split = (line: string): string[] => line.split(SEPARATOR);
  const { rows, bad } = await readWholeLines(file, encoding, split, movieFault, signal);
  return { catalogue: catalogueFromMovies(file.name, rows), rowsRead: rows.length + bad.count, bad };
}

function movieFault(fields: readonly string[]): string | null {
  if (fields.length !== FIELD_COUNT) {
    return fault(`expected ${FIELD_COUNT} fields between ${SEPARATOR}, got ${fields.length}`);
  }
  return fields[0]?.trim() === "" ? fault("item: expected an id", fields[0]) : null;
}
