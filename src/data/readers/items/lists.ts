import { plainName } from "../usual-names.ts";
import { listedValues, looksLikeList } from "./literals.ts";
import { isMissing } from "./missing.ts";

/** Names of columns of tags, in plain form: there a comma may separate two values. */
const TAG_NAMES: ReadonlySet<string> = new Set([
  ...[
    "tags",
    "tag",
    "genres",
    "genre",
    "categories",
    "keywords",
    "topics",
    "subjects",
    "themes",
    "shelves",
    "listedin",
  ],
]);

/** Share of cells with a semicolon above which it separates values, where the name of the column does not decide. */
const SEMICOLON_SHARE = 0.05;
/** Share of cells with a comma above which a column where it separates nothing gets a note. */
const COMMA_SHARE = 0.5;

/** An HTML entity ends in a semicolon that is not a separator. */
const SEMICOLONS = /(?<!&[a-zA-Z]{1,10}|&#\d{1,6}|&#x[0-9a-fA-F]{1,6});/;
const BARE_LIST = /^\[([^[\]{}'"]*)\]$/;

/** The values in the cells of a column of texts. */
export interface ListReading {
  /** By row; none where the cell is missing. */
  readonly values: readonly (readonly string[])[];
  /** Rows whose cell begins like a list but is not one: it is kept as one value. */
  readonly unread: readonly number[];
  /** A row whose commas were kept, in a column where most cells have some; undefined where there is no such column. */
  readonly keptCommas: number | undefined;
}

/**
 * Splits the cells of a column. A list in the notation of JSON, Python or PostgreSQL is its entries; so is
 * `[a, b]` in a column where every cell is in brackets. In other cells `|` separates, else `;`, where the column
 * has a name of tags or one cell in twenty has one; else `,`, in a column with a name of tags and more cells
 * with commas alone than with `|` or `;`.
 */
export function readLists(name: string, texts: readonly string[]): ListReading {
  const given = texts.filter((text) => !isMissing(text));
  const listed = texts.map(listedValues);
  const bracketed = given.every((text) => BARE_LIST.test(text.trim()) || listedValues(text) !== undefined);
  const plain = texts.filter((text, row) => listed[row] === undefined && !isMissing(text));
  const isTags = TAG_NAMES.has(plainName(name));
  const barred = plain.filter((text) => text.includes("|"));
  const semicolons = plain.filter((text) => !text.includes("|") && SEMICOLONS.test(text));
  const splitsSemicolons = semicolons.length > 0 && (isTags || semicolons.length >= SEMICOLON_SHARE * plain.length);
  const isCommas = (text: string): boolean =>
    text.includes(",") && !text.includes("|") && !(splitsSemicolons && SEMICOLONS.test(text));
  const commas = plain.filter((text) => isCommas(text) && !looksLikeList(text));
  const splitsCommas = isTags && commas.length > barred.length + (splitsSemicolons ? semicolons.length : 0);
  const split = (text: string): string[] => {
    const [, inside] = BARE_LIST.exec(text.trim()) ?? [];
    if (bracketed && inside !== undefined) return inside.split(",");
    if (looksLikeList(text)) return [text];
    if (text.includes("|")) return text.split("|");
    if (splitsSemicolons && SEMICOLONS.test(text)) return text.split(SEMICOLONS);
    return splitsCommas ? text.split(",") : [text];
  };
  const values = texts.map((text, row) => {
    if (isMissing(text)) return [];
    return (listed[row] ?? split(text)).map((value) => value.trim()).filter((value) => !isMissing(value));
  });
  const isUnread = (text: string): boolean =>
    looksLikeList(text) && !isMissing(text) && !(bracketed && BARE_LIST.test(text.trim()));
  const unread = [...texts.keys()].filter((row) => listed[row] === undefined && isUnread(texts[row] ?? ""));
  const keepsCommas = !splitsCommas && commas.length >= COMMA_SHARE * plain.length && commas.length > 1;
  const keptCommas = keepsCommas ? texts.findIndex((text, row) => listed[row] === undefined && isCommas(text)) : -1;
  return { values, unread, keptCommas: keptCommas < 0 ? undefined : keptCommas };
}
