import { inPieces, type Pause } from "./pieces.ts";
import { foldText } from "./text.ts";

/** What a search looks at. */
export interface Searchable {
  readonly title: string;
  readonly creator: string;
  readonly year: number | undefined;
  readonly kind: string;
  readonly categories: readonly string[];
  /** Breaks ties: the better known first. */
  readonly popularity: number;
}

export interface SearchResult<T> {
  /** Best first, at most as many as asked for. */
  readonly items: readonly T[];
  /** All that match, shown or not. */
  readonly matchCount: number;
}

export interface SearchIndex<T> {
  /** Entries that hold every word of the query; an empty query finds everything. Entries for which `skip` holds are left out. */
  search(query: string, limit: number, skip?: (item: T) => boolean): SearchResult<T>;
}

interface Entry {
  /** Folded title between spaces, so that " word" finds the beginning of a word. */
  readonly title: string;
  /** Title, creator, year, kind and categories, likewise. */
  readonly everything: string;
}

const NO_MATCH = -1;

/**
 * Indexes items for type-ahead. Case, diacritics and punctuation do not matter. Order: the title itself, titles that
 * begin with the query, all words begin words of the title, all words begin words of anything, words in the middle of
 * words; then popularity descending, then the order given. O(items) a query.
 */
export function createSearchIndex<T extends Searchable>(items: readonly T[]): SearchIndex<T> {
  return indexOf(items, items.map(toEntry));
}

/** Makes the same index in pieces, so that no task blocks the page. */
export async function buildSearchIndex<T extends Searchable>(
  items: readonly T[],
  pause?: Pause,
): Promise<SearchIndex<T>> {
  const entries: Entry[] = [];
  const add = (index: number): void => {
    const item = items[index];
    if (item !== undefined) entries.push(toEntry(item));
  };
  await inPieces(items.length, add, pause && { pause });
  return indexOf(items, entries);
}

function indexOf<T extends Searchable>(items: readonly T[], entries: readonly Entry[]): SearchIndex<T> {
  const byPopularity = items
    .map((_, index) => index)
    .sort((a, b) => (items[b]?.popularity ?? 0) - (items[a]?.popularity ?? 0) || a - b);
  // What the latest query found: somebody who types on searches there alone.
  let latest = { folded: "", found: byPopularity };
  return {
    search: (query, limit, skip = () => false) => {
      const folded = foldText(query);
      const words = folded.split(" ").filter((word) => word !== "");
      const found: number[] = [];
      const ranks: T[][] = [[], [], [], [], []];
      let matchCount = 0;
      for (const index of folded.startsWith(latest.folded) ? latest.found : byPopularity) {
        const item = items[index];
        const entry = entries[index];
        if (item === undefined || entry === undefined) continue;
        const rank = rankOf(entry, folded, words);
        if (rank === NO_MATCH) continue;
        found.push(index);
        if (skip(item)) continue;
        matchCount += 1;
        const best = ranks[rank];
        if (best !== undefined && best.length < limit) best.push(item);
      }
      latest = { folded, found };
      return { items: ranks.flat().slice(0, limit), matchCount };
    },
  };
}

function toEntry(item: Searchable): Entry {
  const title = foldText(item.title);
  const everything = foldText(
    `${item.title} ${item.creator} ${item.year ?? ""} ${item.kind} ${item.categories.join(" ")}`,
  );
  return { title: ` ${title} `, everything: ` ${everything} ` };
}

function rankOf(entry: Entry, folded: string, words: readonly string[]): number {
  if (!words.every((word) => entry.everything.includes(word))) return NO_MATCH;
  if (entry.title === ` ${folded} `) return 0;
  if (entry.title.startsWith(` ${folded}`)) return 1;
  if (words.every((word) => entry.title.includes(` ${word}`))) return 2;
  if (words.every((word) => entry.everything.includes(` ${word}`))) return 3;
  return 4;
}
