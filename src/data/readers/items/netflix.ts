import { checkNotBinary, type SourceFile } from "../../node-files.ts";
import { detectEncoding } from "../encoding.ts";
import { fault } from "../faults.ts";
import { type Catalogue, checkUniqueIds } from "./catalogue.ts";
import { isMissingNumber } from "./missing.ts";
import type { ReadCatalogue } from "./read-catalogue.ts";
import { readWholeLines } from "./rows.ts";

const FIRST_LINE = /^\d+,(?:\d{4}(?:\.0)?|NULL|NaN),/;
const LINE = /^([^,]*),([^,]*),(.*)$/s;
/** Copies write a year as `2003.0`. */
const YEAR = /^\d{4}(?:\.0)?$/;

/** Whether a file is `movie_titles.csv` of the Netflix Prize, by its first line. */
export function looksLikeNetflixTitles(file: SourceFile): boolean {
  return FIRST_LINE.test(file.text);
}

/**
 * The catalogue of the Netflix Prize: `id,year,title` on each line, no header and no quotes. The title is everything
 * after the second comma; a year of `NULL` is unknown.
 */
export async function readNetflixTitles(file: SourceFile, signal?: AbortSignal): Promise<ReadCatalogue> {
  checkNotBinary(file);
  const encoding = await detectEncoding(file, signal);
  const split = (line: string): string[] => LINE.exec(line)?.slice(1) ?? line.split(",");
  const { rows, bad } = await readWholeLines(file, encoding, split, titleFault, signal);
  const ids = rows.map((row) => row.fields[0] ?? "");
  checkUniqueIds(file.name, ids, rows);
  const catalogue: Catalogue = {
    ids,
    titles: rows.map((row) => row.fields[2] ?? ""),
    categories: new Map(),
    numbers: new Map([
      ["year", rows.map(({ fields: [, year = ""] }) => (YEAR.test(year) ? Number(year) : Number.NaN))],
    ]),
  };
  return { catalogue, rowsRead: rows.length + bad.count, bad };
}

function titleFault(fields: readonly string[]): string | null {
  const [id = "", year = ""] = fields;
  if (fields.length !== 3) return fault(`expected 3 fields (id, year, title), got ${fields.length}`);
  if (id.trim() === "") return fault("item: expected an id", id);
  return YEAR.test(year) || isMissingNumber(year) ? null : fault("year: expected four digits or NULL", year);
}
