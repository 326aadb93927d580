/** Where recommendations are computed. */
export type Where = "browser" | "edge" | "both";

/** Bounds that belong to the range; undefined is open. */
export interface Bounds {
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** What the visitor has said so far. */
export interface Preferences {
  /** Item ids, in the order they were liked. */
  readonly likes: readonly string[];
  /** Item ids in the order they were disliked, never to be shown. */
  readonly dislikes: readonly string[];
  readonly where: Where;
  readonly k: number;
  readonly rerank: boolean;
  /** 0 to 1. */
  readonly diversity: number;
  /** By column, the values of which an item must have one. No column has an empty list. */
  readonly choices: ReadonlyMap<string, readonly string[]>;
  /** By column. No column has bounds that are both open. */
  readonly ranges: ReadonlyMap<string, Bounds>;
}

export type Action =
  | { readonly type: "like"; readonly itemId: string }
  | { readonly type: "dislike"; readonly itemId: string }
  /** Neither liked nor disliked any more. */
  | { readonly type: "undo"; readonly itemId: string }
  | { readonly type: "like-all"; readonly itemIds: readonly string[] }
  | { readonly type: "where"; readonly where: Where }
  | { readonly type: "k"; readonly k: number }
  | { readonly type: "rerank"; readonly rerank: boolean }
  | { readonly type: "diversity"; readonly diversity: number }
  | { readonly type: "choose"; readonly column: string; readonly value: string }
  | { readonly type: "unchoose"; readonly column: string; readonly value: string }
  | { readonly type: "range"; readonly column: string; readonly bounds: Bounds }
  | { readonly type: "clear-filters" }
  /** Takes over what was stored, or came with a link. */
  | { readonly type: "replace"; readonly preferences: Preferences };

/** List lengths that the page offers. */
export const LENGTHS: readonly number[] = [5, 10, 20, 50];

/** What a visitor starts with. */
export function initialPreferences(): Preferences {
  return {
    likes: [],
    dislikes: [],
    where: "browser",
    k: 10,
    rerank: true,
    diversity: 0,
    choices: new Map(),
    ranges: new Map(),
  };
}

/** The preferences after an action. An item is liked or disliked, never both: the last word counts. */
export function reduce(state: Preferences, action: Action): Preferences {
  switch (action.type) {
    case "like":
      return {
        ...state,
        likes: withValue(state.likes, action.itemId),
        dislikes: without(state.dislikes, action.itemId),
      };
    case "dislike":
      return {
        ...state,
        dislikes: withValue(state.dislikes, action.itemId),
        likes: without(state.likes, action.itemId),
      };
    case "undo":
      return {
        ...state,
        likes: without(state.likes, action.itemId),
        dislikes: without(state.dislikes, action.itemId),
      };
    case "like-all":
      return action.itemIds.reduce((before, itemId) => reduce(before, { type: "like", itemId }), state);
    case "where":
      return { ...state, where: action.where };
    case "k":
      return { ...state, k: action.k };
    case "rerank":
      return { ...state, rerank: action.rerank };
    case "diversity":
      return { ...state, diversity: action.diversity };
    case "choose":
      return withChoices(state, action.column, withValue(state.choices.get(action.column) ?? [], action.value));
    case "unchoose":
      return withChoices(state, action.column, without(state.choices.get(action.column) ?? [], action.value));
    case "range":
      return { ...state, ranges: withRange(state.ranges, action.column, action.bounds) };
    case "clear-filters":
      return { ...state, choices: new Map(), ranges: new Map() };
    case "replace":
      return action.preferences;
  }
}

/** Whether any filter is set. */
export function hasFilters({ choices, ranges }: Preferences): boolean {
  return choices.size > 0 || ranges.size > 0;
}

/** Whether anything is liked or disliked. */
export function hasTaste({ likes, dislikes }: Preferences): boolean {
  return likes.length > 0 || dislikes.length > 0;
}

/** What the visitor thinks of an item. */
export function verdictOn({ likes, dislikes }: Preferences, itemId: string): "like" | "dislike" | undefined {
  if (likes.includes(itemId)) return "like";
  return dislikes.includes(itemId) ? "dislike" : undefined;
}

function withChoices(state: Preferences, column: string, values: readonly string[]): Preferences {
  const choices = new Map(state.choices);
  if (values.length === 0) choices.delete(column);
  else choices.set(column, values);
  return { ...state, choices };
}

function withRange(ranges: Preferences["ranges"], column: string, { min, max }: Bounds): Preferences["ranges"] {
  const next = new Map(ranges);
  if (min === undefined && max === undefined) next.delete(column);
  else next.set(column, min !== undefined && max !== undefined && min > max ? { min: max, max: min } : { min, max });
  return next;
}

function withValue(values: readonly string[], value: string): readonly string[] {
  return values.includes(value) ? values : [...values, value];
}

function without(values: readonly string[], value: string): readonly string[] {
  return values.filter((candidate) => candidate !== value);
}
