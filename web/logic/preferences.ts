/** Where recommendations are computed. */
export type Where = "browser" | "edge" | "both";

/** What the visitor has said so far. */
export interface Preferences {
  /** Item ids, in the order they were liked. */
  readonly likes: readonly string[];
  /** Item ids never to be shown. */
  readonly exclude: readonly string[];
  readonly where: Where;
  readonly k: number;
  readonly rerank: boolean;
  readonly domain: string | undefined;
  /** A work passes with any of them; empty means no condition. */
  readonly tags: readonly string[];
  /** Inclusive; undefined is open. */
  readonly yearMin: number | undefined;
  readonly yearMax: number | undefined;
}

export type Action =
  | { readonly type: "like"; readonly itemId: string }
  | { readonly type: "unlike"; readonly itemId: string }
  | { readonly type: "exclude"; readonly itemId: string }
  | { readonly type: "restore"; readonly itemId: string }
  | { readonly type: "clear-likes" }
  | { readonly type: "clear-exclude" }
  | { readonly type: "where"; readonly where: Where }
  | { readonly type: "k"; readonly k: number }
  | { readonly type: "rerank"; readonly rerank: boolean }
  | { readonly type: "domain"; readonly domain: string | undefined }
  | { readonly type: "add-tag"; readonly tag: string }
  | { readonly type: "remove-tag"; readonly tag: string }
  | { readonly type: "years"; readonly min: number | undefined; readonly max: number | undefined }
  | { readonly type: "clear-filters" };

/** What a visitor starts with. */
export function initialPreferences(): Preferences {
  return {
    likes: [],
    exclude: [],
    where: "browser",
    k: 10,
    rerank: true,
    domain: undefined,
    tags: [],
    yearMin: undefined,
    yearMax: undefined,
  };
}

/**
 * The preferences after an action. A work is liked or excluded, never both: the last word counts.
 * A year range given the wrong way round is turned.
 */
export function reduce(state: Preferences, action: Action): Preferences {
  switch (action.type) {
    case "like":
      return { ...state, likes: withValue(state.likes, action.itemId), exclude: without(state.exclude, action.itemId) };
    case "unlike":
      return { ...state, likes: without(state.likes, action.itemId) };
    case "exclude":
      return { ...state, exclude: withValue(state.exclude, action.itemId), likes: without(state.likes, action.itemId) };
    case "restore":
      return { ...state, exclude: without(state.exclude, action.itemId) };
    case "clear-likes":
      return { ...state, likes: [] };
    case "clear-exclude":
      return { ...state, exclude: [] };
    case "where":
      return { ...state, where: action.where };
    case "k":
      return { ...state, k: action.k };
    case "rerank":
      return { ...state, rerank: action.rerank };
    case "domain":
      return { ...state, domain: action.domain };
    case "add-tag":
      return { ...state, tags: withValue(state.tags, action.tag) };
    case "remove-tag":
      return { ...state, tags: without(state.tags, action.tag) };
    case "years":
      return { ...state, ...orderedYears(action.min, action.max) };
    case "clear-filters":
      return { ...state, domain: undefined, tags: [], yearMin: undefined, yearMax: undefined };
  }
}

/** Whether any filter is set. */
export function hasFilters(state: Preferences): boolean {
  return (
    state.domain !== undefined || state.tags.length > 0 || state.yearMin !== undefined || state.yearMax !== undefined
  );
}

function orderedYears(min: number | undefined, max: number | undefined): Pick<Preferences, "yearMin" | "yearMax"> {
  if (min !== undefined && max !== undefined && min > max) return { yearMin: max, yearMax: min };
  return { yearMin: min, yearMax: max };
}

function withValue(values: readonly string[], value: string): readonly string[] {
  return values.includes(value) ? values : [...values, value];
}

function without(values: readonly string[], value: string): readonly string[] {
  return values.filter((candidate) => candidate !== value);
}
