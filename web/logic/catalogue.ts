import type { ItemDetails, Recommender } from "../../src/serving/types.ts";

/** An item as the page shows it. */
export interface Work {
  readonly itemId: string;
  /** The item's id where it has no title. */
  readonly title: string;
  /** Authors, directors, bands: joined by commas; empty where unknown. */
  readonly creator: string;
  readonly year: number | undefined;
  /** "book", "film", "album" …; empty where unknown. */
  readonly domain: string;
  readonly tags: readonly string[];
  /** Number of interactions in the data. */
  readonly popularity: number;
}

/** A value of an attribute and how many works carry it. */
export interface Facet {
  readonly value: string;
  readonly count: number;
}

/** All works of a model with what can be filtered. */
export interface Catalogue {
  readonly works: readonly Work[];
  /** The work with this id; one that shows only the id when the model in this browser does not know it. */
  work(itemId: string): Work;
  /** Most frequent first; empty where the items have no domain. */
  readonly domains: readonly Facet[];
  readonly tags: readonly Facet[];
  /** The column that `tags` come from; undefined where there is none. */
  readonly tagColumn: string | undefined;
  readonly years: { readonly min: number; readonly max: number } | undefined;
}

export const DOMAIN_COLUMN = "domain";
export const YEAR_COLUMN = "year";
const CREATOR_COLUMNS = ["creator", "creators", "author", "director", "artist"];
const TAG_COLUMNS = ["tags", "genres", "genre"];

/** Reads the items of a recommender into a catalogue. O(items). */
export function createCatalogue(recommender: Pick<Recommender, "manifest" | "itemIds" | "item">): Catalogue {
  const { categories } = recommender.manifest.columns;
  const tagColumn = TAG_COLUMNS.find((column) => categories.includes(column));
  const creatorColumn = CREATOR_COLUMNS.find((column) => categories.includes(column));
  const works = recommender
    .itemIds()
    .map((itemId) => toWork(itemId, recommender.item(itemId), creatorColumn, tagColumn));
  const byId = new Map(works.map((work) => [work.itemId, work]));
  const years = works.flatMap((work) => work.year ?? []);
  return {
    works,
    work: (itemId) => byId.get(itemId) ?? toWork(itemId, undefined, undefined, undefined),
    domains: countFacets(works.map((work) => (work.domain === "" ? [] : [work.domain]))),
    tags: countFacets(works.map((work) => work.tags)),
    tagColumn,
    years: years.length === 0 ? undefined : yearRange(years),
  };
}

function toWork(
  itemId: string,
  details: ItemDetails | undefined,
  creatorColumn: string | undefined,
  tagColumn: string | undefined,
): Work {
  const values = (column: string | undefined) => (column && details?.categories[column]) || [];
  const year = details?.numbers[YEAR_COLUMN];
  return {
    itemId,
    title: details?.title || itemId,
    creator: values(creatorColumn).join(", "),
    year: year !== undefined && Number.isFinite(year) ? year : undefined,
    domain: values(DOMAIN_COLUMN)[0] ?? "",
    tags: values(tagColumn),
    popularity: details?.popularity ?? 0,
  };
}

function countFacets(valuesByWork: readonly (readonly string[])[]): Facet[] {
  const counts = new Map<string, number>();
  for (const values of valuesByWork) {
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value, "en"));
}

function yearRange(years: readonly number[]): { min: number; max: number } {
  return years.reduce((range, year) => ({ min: Math.min(range.min, year), max: Math.max(range.max, year) }), {
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
  });
}

/** Creator, year and domain in one line, without what is unknown: "Ursula K. Le Guin · 1969 · book". */
export function workLine(work: Work): string {
  return [work.creator, work.year === undefined ? "" : yearWords(work.year), work.domain]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Years before the common era are negative in the data. */
function yearWords(year: number): string {
  return year < 0 ? `${-year} BC` : String(year);
}
