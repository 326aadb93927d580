import { readFile } from "node:fs/promises";
import type { SourceFile } from "../../node-files.ts";
import { describeFault, EXAMPLE_COUNT, fault } from "../faults.ts";
import { createRecordParser } from "../text-records.ts";
import { type Catalogue, checkUniqueIds } from "./catalogue.ts";
import type { ReadCatalogue } from "./read-catalogue.ts";

/** Genres in the order of the flags. */
const GENRES = [
  ...["unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama"],
  ...["Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western"],
];
/** Movie id, title, release date, video release date, URL; the flags follow. */
const FIRST_FLAG = 5;
const FIELD_COUNT = FIRST_FLAG + GENRES.length;

/** Whether a file is `u.item`, by its name or by its number of fields. */
export function looksLikeMovielens100kItems(file: SourceFile): boolean {
  const [firstLine = ""] = file.text.split(/[\r\n]/, 1);
  return file.name === "u.item" || firstLine.split("|").length === FIELD_COUNT;
}

/**
 * The catalogue of MovieLens 100K, ISO-8859-1 text with fields between `|`: genres whose flag is 1 become `tags`, the year
 * of the release date becomes `year`.
 */
export async function readMovielens100kItems(file: SourceFile): Promise<ReadCatalogue> {
  const parser = createRecordParser(file.name, { delimiter: "|", quoting: false });
  const records = [...parser.push((await readFile(file.path)).toString("latin1")), ...parser.end()];
  const good = records.filter((record) => record.fields.length === FIELD_COUNT);
  const wrong = records.filter((record) => record.fields.length !== FIELD_COUNT);
  const examples = wrong
    .slice(0, EXAMPLE_COUNT)
    .map(({ line, fields }) =>
      describeFault(file.name, line, fault(`expected ${FIELD_COUNT} fields, got ${fields.length}`)),
    );
  const ids = good.map(({ fields }) => fields[0] ?? "");
  checkUniqueIds(file.name, ids, good);
  const tags = good.map(({ fields }) => GENRES.filter((_, genre) => fields[FIRST_FLAG + genre] === "1"));
  const years = good.map(({ fields }) => Number(/-(\d{4})$/.exec(fields[2] ?? "")?.[1] ?? Number.NaN));
  const catalogue: Catalogue = {
    ids,
    titles: good.map(({ fields }) => fields[1] ?? ""),
    categories: new Map([["tags", tags]]),
    numbers: new Map([["year", years]]),
  };
  return { catalogue, rowsRead: records.length, bad: { count: wrong.length, examples } };
}
