/** The most items of one value that a list may have. */
export interface ValueLimit {
  /** A column of the catalogue: of categories, or of numbers. */
  readonly column: string;
  /** From 1. An item counts for each of its values; one without a value is not limited. */
  readonly atMost: number;
}

/** How far an item sinks that was shown, and for how long. */
export interface Rotation {
  /** 0 to 1: the share of its score that an item loses which was shown just now. */
  readonly rate: number;
  /** Seconds after which half of that is left; above 0. */
  readonly halfLife: number;
}

/** When an item was shown. */
export interface Showing {
  readonly itemId: string;
  /** Seconds since 1970, UTC. */
  readonly at: number;
}

/** What fills a list up whose own items end: nothing, popular items, or items similar to the newest of the history. */
export type Fill = "none" | "popular" | "similar";

/** How a list tries items whose worth is not known yet. */
export interface Exploration {
  /** 0 to 1: the probability that a place shows another item than its own; with `thompson` the size of the draw. */
  readonly rate: number;
  /** Places that show other items (the default), or a user drawn around the folded-in one. */
  readonly method?: "slots" | "thompson" | undefined;
  /** The first places, which stay as they are; 0 by default. With `slots` only. */
  readonly keep?: number | undefined;
}

/** What any list takes: each field belongs to a stage (stages.ts). */
export interface AnyListOptions {
  /** List length, 1 to MAXIMUM_K (limits.ts); default 10. */
  readonly k?: number | undefined;
  /** Items of the same order that are passed over, 0 to MAXIMUM_OFFSET: where a page begins. */
  readonly offset?: number | undefined;
  /** 0 to 1: how much likeness to items higher up counts against an item. 0, the default, changes nothing. */
  readonly diversity?: number | undefined;
  readonly limits?: readonly ValueLimit[] | undefined;
  /** Columns of the catalogue to return with each item, at most MAXIMUM_FIELDS (limits.ts); `image` and `link` find its addresses. */
  readonly fields?: readonly string[] | undefined;
}

/** What a personal list takes beside that. */
export interface PersonalListOptions extends AnyListOptions {
  /** Whether items of the history are left out; true by default. */
  readonly excludeSeen?: boolean | undefined;
  readonly rotation?: Rotation | undefined;
  /** What was shown before, for `rotation`. */
  readonly shown?: readonly Showing[] | undefined;
  /** The present, in seconds since 1970, UTC: for `rotation`. */
  readonly now?: number | undefined;
  /** 0 to 1: the least relevance of an item, relative to the first of the list. Items below are left out. */
  readonly minScore?: number | undefined;
  /** `popular` by default; `none` with a minScore. */
  readonly fill?: Fill | undefined;
  readonly explore?: Exploration | undefined;
  /** Names the answer: draws of `explore` depend on it and on nothing else. Pages of one list have the same. */
  readonly recommendationId?: string | undefined;
}
