/**
 * Writes a catalogue of films with overviews and keywords of TMDB, joined by title and year:
 *
 *   node scripts/join-overviews.ts ml-100k/u.item tmdb_5000_movies.csv films.jsonl
 */
import { writeFile } from "node:fs/promises";
import { openItemTable } from "../src/data/open-item-table.ts";
import { filmsWithOverviews } from "./recipes/overviews.ts";

const [films, texts, out] = process.argv.slice(2);
if (films === undefined || texts === undefined || out === undefined) {
  process.stderr.write("usage: node scripts/join-overviews.ts FILMS TMDB OUT\n");
  process.exit(2);
}
const table = await openItemTable(films);
const { text, found } = await filmsWithOverviews(table, texts);
await writeFile(out, text);
process.stderr.write(`${out}: ${table.itemIds.size} films, ${found} of them in ${texts}\n`);
