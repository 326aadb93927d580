import type { Catalogue } from "./catalogue.ts";
import { type Bounds, initialPreferences, LENGTHS, type Preferences } from "./preferences.ts";

/**
 * Preferences as text: name=value pairs, percent-encoded. What is as at the beginning is left out. Where lists are computed is the
 * visitor's own affair and not part of it.
 *
 *   like=ID&like=ID&dislike=ID&k=20&diversity=0.3&rerank=no&is.COLUMN=value&from.COLUMN=1950&to.COLUMN=1999
 */
export function encodeTaste(preferences: Preferences): string {
  const { likes, dislikes, k, diversity, rerank, choices, ranges } = preferences;
  const initial = initialPreferences();
  const pairs: [string, string][] = [
    ...likes.map((itemId): [string, string] => ["like", itemId]),
    ...dislikes.map((itemId): [string, string] => ["dislike", itemId]),
    ...(k === initial.k ? [] : [["k", String(k)] as [string, string]]),
    ...(diversity === initial.diversity ? [] : [["diversity", String(diversity)] as [string, string]]),
    ...(rerank ? [] : [["rerank", "no"] as [string, string]]),
    ...[...choices].flatMap(([column, values]) => values.map((value): [string, string] => [`is.${column}`, value])),
    ...[...ranges].flatMap(([column, { min, max }]): [string, string][] => [
      ...(min === undefined ? [] : [[`from.${column}`, String(min)] as [string, string]]),
      ...(max === undefined ? [] : [[`to.${column}`, String(max)] as [string, string]]),
    ]),
  ];
  return new URLSearchParams(pairs).toString();
}

/** Reads the text of encodeTaste; undefined where it is not one: an unknown name, an item both liked and disliked, a bad number. */
export function decodeTaste(text: string): Preferences | undefined {
  const draft = {
    likes: [] as string[],
    dislikes: [] as string[],
    choices: new Map<string, string[]>(),
    ranges: new Map<string, { min: number | undefined; max: number | undefined }>(),
  };
  let { k, rerank, diversity } = initialPreferences();
  for (const [name, value] of new URLSearchParams(text)) {
    const [, kind, column = ""] = /^(is|from|to)\.(.+)$/s.exec(name) ?? [];
    if (name === "like") draft.likes.push(value);
    else if (name === "dislike") draft.dislikes.push(value);
    else if (name === "k" && LENGTHS.includes(Number(value))) k = Number(value);
    else if (name === "diversity" && numberIn(value, 0, 1) !== undefined) diversity = Number(value);
    else if (name === "rerank" && value === "no") rerank = false;
    else if (kind === "is") draft.choices.set(column, [...(draft.choices.get(column) ?? []), value]);
    else if (kind !== undefined && numberIn(value, -1e15, 1e15) !== undefined) {
      const bounds = draft.ranges.get(column) ?? { min: undefined, max: undefined };
      draft.ranges.set(column, { ...bounds, [kind === "from" ? "min" : "max"]: Number(value) });
    } else return undefined;
  }
  const named = [...draft.likes, ...draft.dislikes];
  if (named.includes("") || new Set(named).size < named.length) return undefined;
  return { ...initialPreferences(), ...draft, k, rerank, diversity };
}

function numberIn(text: string, minimum: number, maximum: number): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return value >= minimum && value <= maximum ? value : undefined;
}

/** Preferences as far as a catalogue has what they name. */
export interface Settled {
  readonly preferences: Preferences;
  /** Liked or disliked items that the catalogue does not have. */
  readonly unknownItems: number;
  /** Filters by columns or values that it does not have. */
  readonly unknownFilters: number;
}

/** Leaves out what the catalogue does not have, and counts it. */
export function settle(
  preferences: Preferences,
  { has, facets, ranges }: Pick<Catalogue, "has" | "facets" | "ranges">,
): Settled {
  const likes = preferences.likes.filter(has);
  const dislikes = preferences.dislikes.filter(has);
  const choices = [...preferences.choices].flatMap(([column, values]): [string, readonly string[]][] => {
    const known = facets.find((facet) => facet.column === column)?.values ?? [];
    const kept = values.filter((value) => known.some((one) => one.value === value));
    return kept.length === 0 ? [] : [[column, kept]];
  });
  const bounds = [...preferences.ranges].filter(([column]) => ranges.some((range) => range.column === column));
  const valuesOf = (all: Iterable<readonly [string, readonly string[]]>): number =>
    Array.from(all).reduce((sum, [, values]) => sum + values.length, 0);
  return {
    preferences: {
      ...preferences,
      likes,
      dislikes,
      choices: new Map(choices),
      ranges: new Map<string, Bounds>(bounds),
    },
    unknownItems: preferences.likes.length + preferences.dislikes.length - likes.length - dislikes.length,
    unknownFilters: valuesOf(preferences.choices) - valuesOf(choices) + preferences.ranges.size - bounds.length,
  };
}
