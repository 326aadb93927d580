import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyItemTable, type ItemTable } from "../../src/data/items.ts";
import { openItemTable } from "../../src/data/open-item-table.ts";
import type { Values } from "./recipe.ts";

/** `Usual Suspects, The (1995)` and `The Usual Suspects` have one key. */
function keyOf(title: string): string {
  const plain = title.replace(/ \(.*$/, "");
  const [, name = plain, article = ""] = /^(.*), (\w+)$/.exec(plain) ?? [];
  return `${article} ${name}`
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** The values of a category of an item. */
function valuesOf({ categories }: ItemTable, column: string, item: number): string[] {
  const { dictionary = [], offsets = [], codes = [] } = categories.get(column) ?? {};
  return Array.from(codes.slice(offsets[item], offsets[item + 1]), (code) => dictionary[code] ?? "");
}

/** The decade and the five years that a year is in: few films have the same year, and rare terms are left out. */
function periodsOf(year: number): string[] {
  if (Number.isNaN(year)) return [];
  const [decade, five] = [10, 5].map((length) => length * Math.floor(year / length));
  return [`${decade}s`, `${five} and after`];
}

/**
 * A catalogue of films, an object a line: what they have themselves, the periods of their years, and overview and keywords
 * of TMDB (`texts`: a CSV with `title`, `overview`, `keywords` and `release_date`) where title and year, give or take one,
 * are those of a film there. Also says how many are.
 */
export async function describedFilms(
  films: ItemTable,
  texts: string | undefined,
): Promise<{ readonly text: string; readonly found: number }> {
  const described = texts === undefined ? emptyItemTable(films.itemIds) : await openItemTable(texts);
  const byKey = Map.groupBy(described.titles.keys(), (film) => keyOf(described.titles[film] ?? ""));
  const yearOf = (film: number): number => Number(valuesOf(described, "release_date", film)[0]?.slice(0, 4));
  let found = 0;
  const lines = films.titles.map((title, film) => {
    const year = films.numbers.get("year")?.[film] ?? Number.NaN;
    const match = byKey.get(keyOf(title))?.find((other) => Math.abs(yearOf(other) - year) <= 1);
    if (match !== undefined) found++;
    return JSON.stringify({
      item: films.itemIds.idOf(film),
      title,
      ...(Number.isNaN(year) ? {} : { year }),
      tags: valuesOf(films, "tags", film),
      periods: periodsOf(year),
      overview: match === undefined ? "" : (described.texts.get("overview")?.[match] ?? ""),
      keywords: match === undefined ? [] : valuesOf(described, "keywords", match),
    });
  });
  return { text: `${lines.join("\n")}\n`, found };
}

/** Writes that catalogue where there are texts: the value `overviews` is its path. */
export async function joinedOverviews(films: ItemTable, folder: string, { texts }: Values): Promise<Values> {
  if (texts === undefined) return {};
  const path = join(folder, "overviews.jsonl");
  await writeFile(path, (await describedFilms(films, texts)).text);
  return { overviews: path };
}
