import { type Columns, capitalised } from "./columns.ts";
import type { FacetValue } from "./facets.ts";

/** What the page calls the items of a catalogue. */
export interface Words {
  /** "film". */
  readonly one: string;
  /** "films". */
  readonly many: string;
  /** The question of the page: "Find your next film, book or album." */
  readonly headline: string;
  /** What a search looks at: "Title, creator or year". */
  readonly searchHint: string;
  /** Covers of products are square, as their pictures are. */
  readonly coverShape: "portrait" | "square";
}

/** Kinds of things as catalogues name them, singular and plural. */
const NOUNS: Readonly<Record<string, readonly [string, string]>> = {
  film: ["film", "films"],
  movie: ["film", "films"],
  book: ["book", "books"],
  album: ["album", "albums"],
  song: ["song", "songs"],
  track: ["track", "tracks"],
  game: ["game", "games"],
  series: ["series", "series"],
  show: ["show", "shows"],
  podcast: ["podcast", "podcasts"],
  article: ["article", "articles"],
  course: ["course", "courses"],
  recipe: ["recipe", "recipes"],
  product: ["product", "products"],
};
/** Columns that things of one kind alone have. */
const TELLING_COLUMNS: readonly (readonly [string, RegExp])[] = [
  ["product", /^(price|brand|sku|product|colou?r|size|department)$/i],
  ["film", /^(director|directors|imdb.*|tmdb.*|runtime)$/i],
  ["book", /^(isbn.*|author|authors|pages|publisher)$/i],
];
/** Genres that films have and hardly anything else; so many of them are proof. */
const FILM_GENRES = new Set([
  ...["action", "adventure", "animation", "comedy", "crime", "documentary", "drama", "film-noir", "film noir"],
  ...["horror", "romance", "sci-fi", "thriller", "western", "musical"],
]);
const PROVING_GENRES = 8;
const MOST_NAMED_KINDS = 3;

export interface WordsEvidence {
  /** Names of all columns. */
  readonly names: readonly string[];
  readonly columns: Columns;
  /** Values of the kind column, the commonest first; empty where there is none. */
  readonly kinds: readonly FacetValue[];
  readonly categories: readonly FacetValue[];
}

/** Takes the words from the catalogue's own columns and values: a known kind, several of them, else "items". */
export function wordsOf(evidence: WordsEvidence): Words {
  const nouns = nounsOf(evidence);
  const [first] = nouns;
  const [one, many] = first === undefined ? (["item", "items"] as const) : nouns.length > 1 ? WORK : first;
  return {
    one,
    many,
    headline: headlineOf(nouns),
    searchHint: searchHint(evidence.columns),
    coverShape: one === "product" ? "square" : "portrait",
  };
}

const WORK = ["work", "works"] as const;

/** Known kinds of the catalogue; empty where its kinds are not known. */
function nounsOf({ names, kinds, categories }: WordsEvidence): (readonly [string, string])[] {
  const known = kinds.map(({ value }) => NOUNS[value.toLowerCase()] ?? NOUNS[value.toLowerCase().replace(/s$/, "")]);
  if (known.length > 0 && known.every((noun) => noun !== undefined)) return known;
  const told = TELLING_COLUMNS.find(([, pattern]) => names.some((name) => pattern.test(name)));
  const isFilms = categories.filter(({ value }) => FILM_GENRES.has(value.toLowerCase())).length >= PROVING_GENRES;
  const noun = NOUNS[told?.[0] ?? (isFilms ? "film" : "")];
  return noun === undefined ? [] : [noun];
}

function headlineOf(nouns: readonly (readonly [string, string])[]): string {
  const [first] = nouns;
  if (first === undefined) return "Find more of what you like.";
  if (first[0] === "product") return "Find products you will like.";
  if (nouns.length > MOST_NAMED_KINDS) return "Find your next favourite.";
  // In the order of the alphabet, so that a few items more or less do not change the title of the page.
  const names = nouns.map(([one]) => one).sort();
  return `Find your next ${listWords(names, "or")}.`;
}

function searchHint({ creator, category, year }: Columns): string {
  const known = [creator, year, year === undefined ? category : undefined].flatMap((name) => name?.toLowerCase() ?? []);
  return capitalised(listWords(["title", ...known.map((name) => name.replace(/_/g, " "))], "or"));
}

/** "a", "a and b", "a, b and c". */
export function listWords(words: readonly string[], joint: "and" | "or"): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} ${joint} ${words.at(-1)}`;
}
