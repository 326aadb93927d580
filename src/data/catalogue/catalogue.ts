import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";
import { ALBUMS } from "./albums.ts";
import { BOOKS } from "./books.ts";
import { FILMS } from "./films.ts";
import { TAGS, type Tag } from "./tags.ts";

/** What kind of work it is. */
export type Domain = "film" | "book" | "album";

/** The domains in catalogue order. */
export const DOMAINS: readonly Domain[] = ["film", "book", "album"];

/** A real film, book or album with its metadata. */
export interface Work {
  /** Readable ASCII id: domain, title, year: `film-blade-runner-1982`. */
  readonly itemId: string;
  readonly domain: Domain;
  readonly title: string;
  /** Director, author or artist. */
  readonly creator: string;
  /** Year of first release or publication; negative before the common era. */
  readonly year: number;
  /** One or more, without repeats. */
  readonly tags: readonly Tag[];
}

const KNOWN_TAGS: ReadonlyMap<string, Tag> = new Map(TAGS.map((tag) => [tag, tag]));

/** Characters that Unicode does not decompose into a plain letter and a mark, or not readably. */
const SPELLINGS: Readonly<Record<string, string>> = {
  æ: "ae",
  đ: "d",
  ð: "d",
  ı: "i",
  ł: "l",
  ø: "o",
  œ: "oe",
  ß: "ss",
  þ: "th",
  "&": " and ",
  "½": " half",
};

/**
 * The works of the built-in catalogue: films, then books, then albums, each in the order of its list.
 * Throws DataError `bad-catalogue-line` or `duplicate-id` where a list is not well-formed.
 */
export function catalogueWorks(): Work[] {
  return [...parseWorks("film", FILMS), ...parseWorks("book", BOOKS), ...parseWorks("album", ALBUMS)];
}

/**
 * Reads works from lines `title | creator | year | tag,tag,…`; empty lines are skipped.
 *
 * The id is `domain-slug-year`, where slug is the title in ASCII: marks are stripped, apostrophes dropped, other runs
 * of signs become one hyphen. For a title without any letter or digit the creator takes its place.
 *
 * Throws DataError `bad-catalogue-line` for a line without four fields, an empty field, a year that is not an integer,
 * or a tag that is unknown or repeated; `duplicate-id` when two works get the same id.
 */
export function parseWorks(domain: Domain, text: string): Work[] {
  const works: Work[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() !== "") works.push(parseLine(domain, line, index + 1));
  }
  checkUnique(works);
  return works;
}

function parseLine(domain: Domain, line: string, lineNumber: number): Work {
  const refuse = (problem: string): never => {
    throw new DataError("bad-catalogue-line", `${domain}s, line ${lineNumber}: ${problem}`);
  };
  const fields = line.split(" | ").map((field) => field.trim());
  const [title = "", creator = "", yearText = "", tagText = ""] = fields;
  if (fields.length !== 4 || fields.includes("")) {
    refuse(`expected "title | creator | year | tag,tag,…", got ${show(line)}`);
  }
  if (!/^-?\d{1,4}$/.test(yearText)) refuse(`expected a year, got ${show(yearText)}`);
  const year = Number(yearText);
  const tags = tagText.split(",").map((text): Tag => {
    return KNOWN_TAGS.get(text) ?? refuse(`expected a tag of tags.ts, got ${show(text)}`);
  });
  if (new Set(tags).size !== tags.length) refuse(`expected each tag once, got ${show(tagText)}`);
  const name = slug(title) || slug(creator);
  if (name === "") refuse(`expected a letter or digit in the title or creator, got ${show(line)}`);
  return { itemId: `${domain}-${name}-${year}`, domain, title, creator, year, tags };
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[æđðıłøœßþ&½]/g, (sign) => SPELLINGS[sign] ?? sign)
    .normalize("NFKD")
    .replace(/[\p{M}'’]/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function checkUnique(works: readonly Work[]): void {
  const byId = new Map<string, Work>();
  for (const work of works) {
    const earlier = byId.get(work.itemId);
    if (earlier !== undefined) {
      throw new DataError(
        "duplicate-id",
        `${work.itemId}: ${show(earlier.title)} by ${earlier.creator} and ${show(work.title)} by ${work.creator} ` +
          "get the same id; titles must differ within a domain and year",
      );
    }
    byId.set(work.itemId, work);
  }
}
