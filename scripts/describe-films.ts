/**
 * Writes a catalogue of films with the periods that their years are in, and with overviews and keywords of TMDB, joined by
 * title and year, where its file is given:
 *
 *   node scripts/describe-films.ts ml-100k/u.item films.jsonl [tmdb_5000_movies.csv]
 */
import { writeFile } from "node:fs/promises";
import { reportFailure } from "../src/cli/failure.ts";
import { openItemTable } from "../src/data/open-item-table.ts";
import { describedFilms } from "./recipes/overviews.ts";

const [films, out, texts] = process.argv.slice(2);
if (films === undefined || out === undefined) {
  process.stderr.write("usage: node scripts/describe-films.ts FILMS OUT [TMDB]\n");
  process.exit(2);
}
try {
  const table = await openItemTable(films);
  const { text, found } = await describedFilms(table, texts);
  await writeFile(out, text);
  process.stderr.write(
    `${out}: ${table.itemIds.size} films${texts === undefined ? "" : `, ${found} of them in ${texts}`}\n`,
  );
} catch (error) {
  process.exitCode = reportFailure(error);
}
