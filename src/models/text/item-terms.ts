import type { CategoryColumn, ItemTable } from "../../data/items.ts";
import { DataError, OptionsError } from "../../errors.ts";
import { didYouMean } from "../../nearest.ts";
import { ALL_COLUMNS } from "./all-columns.ts";

/** The column of titles, whatever the file calls it. */
const TITLE = "title";

/** Values with more words than this on average are sentences, such as taglines, and are read as such. */
const LONGEST_LABEL_WORDS = 3;

/**
 * The terms of each item, out of the columns named: words of the title and of prose as they are, and each value of a
 * category as one term with its column before it (`genres:science fiction`), so that the genre war is not the word war. A
 * category whose values have more than three words on average, such as a tagline, is read as prose.
 *
 * `columns` is `auto` for all there is, or names separated by commas, of texts, categories, or `title`; `model` asks for them, in
 * messages.
 * Throws OptionsError `unknown-column` for a name that the table does not have, and DataError `no-text` where no item has
 * any text in these columns.
 */
export function itemTerms(
  model: string,
  items: ItemTable,
  columns: string,
  tokenise: (text: string) => string[],
  language: string,
): (item: number) => string[] {
  const names = namesOf(items, columns);
  const readers = names.map((name) => columnReader(model, items, name, tokenise, language));
  const termsOf = (item: number): string[] => readers.flatMap((read) => read(item));
  if (!items.itemIds.ids.some((_, item) => termsOf(item).length > 0)) {
    throw new DataError(
      "no-text",
      `${model}: expected items with text in ${columns === ALL_COLUMNS ? "any column" : columns}, got none; ` +
        "give a catalogue of the items with --items, with titles, categories or prose",
    );
  }
  return termsOf;
}

/** Throws OptionsError `unknown-column` for a column that the table does not have. */
export function checkTermColumns(model: string, items: ItemTable, columns: string): void {
  for (const name of namesOf(items, columns)) if (!hasColumn(items, name)) throw unknownColumn(model, items, name);
}

function namesOf(items: ItemTable, columns: string): string[] {
  return columns === ALL_COLUMNS ? columnsOf(items) : columns.split(",").map((name) => name.trim());
}

function hasColumn({ texts, categories }: ItemTable, name: string): boolean {
  return name === TITLE || texts.has(name) || categories.has(name);
}

function unknownColumn(model: string, { texts, categories }: ItemTable, name: string): OptionsError {
  const known = [TITLE, ...texts.keys(), ...categories.keys()];
  // A column that the file has may be none of a table that was read.
  const hint = didYouMean(name, known) || "; columns without any value are left out";
  return new OptionsError(
    "unknown-column",
    `${model}: columns: expected ${ALL_COLUMNS} or some of ${known.join(", ")}; got ${JSON.stringify(name)}${hint}`,
  );
}

/** Every column with text: the titles where there are any, then prose, then categories. */
function columnsOf({ titles, texts, categories }: ItemTable): string[] {
  const hasTitles = titles.some((title) => title !== "");
  return [...new Set([...(hasTitles ? [TITLE] : []), ...texts.keys(), ...categories.keys()])];
}

function columnReader(
  model: string,
  items: ItemTable,
  name: string,
  tokenise: (text: string) => string[],
  language: string,
): (item: number) => string[] {
  const prose = items.texts.get(name);
  if (prose !== undefined) return (item) => tokenise(prose[item] ?? "");
  const category = items.categories.get(name);
  if (category !== undefined) return categoryReader(name, category, tokenise, language);
  if (name === TITLE) return (item) => tokenise(items.titles[item] ?? "");
  throw unknownColumn(model, items, name);
}

function categoryReader(
  name: string,
  column: CategoryColumn,
  tokenise: (text: string) => string[],
  language: string,
): (item: number) => string[] {
  const words = column.dictionary.reduce((sum, value) => sum + value.trim().split(/\s+/).length, 0);
  const terms = column.dictionary.map((value) =>
    words > LONGEST_LABEL_WORDS * column.dictionary.length
      ? tokenise(value)
      : [`${name}:${value.toLocaleLowerCase(language)}`],
  );
  return (item) =>
    Array.from(column.codes.subarray(column.offsets[item], column.offsets[item + 1])).flatMap(
      (code) => terms[code] ?? [],
    );
}
