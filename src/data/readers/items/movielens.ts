import { type Catalogue, type CatalogueRow, checkUniqueIds } from "./catalogue.ts";
import { readLists } from "./lists.ts";

/** The header of `movies.csv` in MovieLens. */
export const MOVIES_HEADER = "movieId,title,genres";

/**
 * The catalogue of `movies.csv`: genres become `tags`, in any list notation, and the year at the end of a title, as in
 * "Heat (1995)" or "Lost (2004–2010)", becomes `year`. Titles stay as written.
 */
export function catalogueFromMovies(fileName: string, rows: readonly CatalogueRow[]): Catalogue {
  const ids = rows.map((row) => row.fields[0] ?? "");
  checkUniqueIds(fileName, ids, rows);
  const titles = rows.map((row) => row.fields[1] ?? "");
  const genres = rows.map((row) => row.fields[2] ?? "");
  const tags = readLists("genres", genres).values.map((own) => own.filter((genre) => genre !== "(no genres listed)"));
  const years = titles.map((title) => Number(/\((\d{4})(?:[-–]\d{0,4})?\)\s*$/.exec(title)?.[1] ?? Number.NaN));
  return { ids, titles, categories: new Map([["tags", tags]]), numbers: new Map([["year", years]]) };
}
