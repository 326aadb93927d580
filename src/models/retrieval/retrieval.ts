import type { Arities } from "../../kernels/abi.ts";
import type { BatchExclusions } from "../../kernels/exclusions.ts";
import type { ItemIndex } from "../../kernels/item-index.ts";
import type { Ranking, RankingBatch } from "../../kernels/ranking.ts";
import type { WeightsIndex } from "../../kernels/weights-index.ts";
import type { ExampleStrategy, Examples } from "../examples.ts";
import { type Competition, maskOf, type PopularItems, scoresIn, withPopularTail } from "../popular-tail.ts";
import type { GivenAttributes, WeighedHistory } from "../served-model.ts";
import { has, removeItems } from "./bitmap.ts";
import { type CompiledFilter, countOut, passing } from "./item-mask.ts";
import type { Parts } from "./parts.ts";
import type { UserDraw } from "./user-of-rows.ts";

/** What a retrieval needs beside its model. */
export interface RetrievalContext {
  /** The serving build of the kernels. */
  readonly kernelModule: WebAssembly.Module;
  /** What is required of it, where it has fewer kernels. */
  readonly arities?: Arities | undefined;
  /** f32[items]: interactions of each item in train. */
  readonly popularity: Float32Array;
  /** Holds the rows of a retrieval by factors, in place of those of its model; exact where it scans. */
  readonly index?: ItemIndex | undefined;
}

export interface RetrievalOptions {
  readonly filter: CompiledFilter | undefined;
  /** Item indices never to be returned, ascending. */
  readonly exclude: Uint32Array;
  /**
   * What the scores of all items are multiplied by where they are 0 or more, and divided by below, before the best are chosen;
   * popularities as well, where items stand by them: f32[items], each above 0.
   */
  readonly boost?: Float32Array | undefined;
  /** The order of the history, as in WeighedHistory. */
  readonly sequence?: Uint32Array | undefined;
  /** That a list may end where its signal does: nobody reads the popular items behind it. */
  readonly signalOnly?: boolean | undefined;
  /** Likes and dislikes of the request; its history has the likes. */
  readonly examples?: Examples | undefined;
  /** Draws the user around what is folded in; for models that can (Vectors.drawUserFactors). */
  readonly draw?: UserDraw | undefined;
}

/** What the parts of a score depend on beside the history. */
export type PartsOptions = Pick<RetrievalOptions, "sequence" | "examples">;

/** So many items that are left are all ranked, which costs less than looking for the popular ones among the whole catalogue. */
const FEW_ITEMS = 2048;

/**
 * A ranking that ends where its signal does, and goes on by popularity (models/popular-tail.ts). `found` are the best of what
 * the options leave; `search` finds more of them, or the best of those in a mask, with scores of 0 where nothing follows.
 */
export function endBySignal(
  found: Ranking,
  popular: PopularItems,
  options: RetrievalOptions,
  search: (k: number, mask?: Uint8Array) => Ranking,
): Ranking {
  if (!found.scores.includes(0)) return found;
  if (options.signalOnly) return likedOf(found);
  const itemCount = popular.order.length;
  const competing = competitors(options, itemCount);
  const isShort = found.items.length < competing.left && competing.left <= FEW_ITEMS;
  const ranking = withPopularTail(isShort ? search(competing.left) : found, popular, () => ({
    ...competing,
    scoresOf: (items) => scoresIn(search(items.length, maskOf(items, itemCount))),
  }));
  return firstOf(ranking, found.items.length);
}

/** The items of a list that are scored above 0. Scores that were noise are 0 in the midst of others. */
function likedOf({ items, scores }: Ranking): Ranking {
  return { items: items.filter((_, place) => scores[place]! > 0), scores: scores.filter((score) => score > 0) };
}

/** A list cut to a length. */
export function firstOf({ items, scores, popular }: Ranking, length: number): Ranking {
  return {
    items: items.subarray(0, length),
    scores: scores.subarray(0, length),
    popular: popular?.subarray(0, length),
  };
}

/** What a filter and exclusions leave. */
export function competitors(
  { filter, exclude }: RetrievalOptions,
  itemCount: number,
): Pick<Competition, "left" | "isOut"> {
  const left = passing(filter, itemCount);
  removeItems(left, exclude);
  return { left: itemCount - countOut(filter, exclude, itemCount), isOut: (item) => !has(left, item) };
}

/** A list with what it cost. It may be longer than was asked for. */
export interface Retrieved {
  readonly ranking: Ranking;
  /** Items whose score was computed. */
  readonly itemsScored: number;
  /** The user's factors that the list was found by, for retrieval by factors: f32[factorCount]. */
  readonly userFactors?: Float32Array | undefined;
}

/** One user of a batch. */
export interface BatchRow extends WeighedHistory {
  /** Item indices never to be returned, ascending. */
  readonly exclude: Uint32Array;
}

/** Factors of users and items, for retrieval by factors. */
export interface Vectors {
  readonly factorCount: number;
  /** The best k items, 1 to the catalogue, for a user with these factors, f32[factorCount]. */
  search(user: Float32Array, k: number, options: RetrievalOptions): Retrieved;
  /** f32[factorCount] */
  userFactors(history: Uint32Array, weights: Float32Array, sequence?: Uint32Array): Float32Array;
  /**
   * The factors of a user drawn around those of the history: user-of-rows.ts. undefined for a model that does not fold in by
   * equations.
   */
  readonly drawUserFactors?:
    | ((history: Uint32Array, weights: Float32Array, draw: UserDraw, examples?: Examples) => Float32Array)
    | undefined;
  /** Copies rows: f32[items.length × factorCount]. */
  itemFactors(items: Uint32Array): Float32Array;
  /** As in ItemIndex: f32[factorCount]. */
  weightedSum(items: Uint32Array, weights: Float32Array): Float32Array;
  /** As in ItemIndex: f32[items.length × queryCount]. */
  dots(items: Uint32Array, queries: Float32Array, queryCount: number): Float32Array;
  /** As in ItemIndex: f32[items.length]. */
  inverseNorms(items: Uint32Array): Float32Array;
  /**
   * The best k items of each row of `queries`, f32[queryCount × factorCount], by score alone: the list does not end where its
   * signal does. Items in the same row of `exclude` are left out.
   */
  best(queries: Float32Array, queryCount: number, k: number, exclude: BatchExclusions): RankingBatch;
}

/** Weights between items in kernel memory, for retrieval by weights: `look` as in WeightsIndex. */
export type ItemWeights = Pick<WeightsIndex, "look">;
/** Orders by the cosine of rows to what was chosen and disliked (by-likeness.ts); the model's own query has no part in them. */
export interface LikenessLists {
  scan(strategy: ExampleStrategy, history: Uint32Array, k: number, options: RetrievalOptions): Retrieved;
  parts(strategy: ExampleStrategy, history: Uint32Array, wanted: Uint32Array, options: PartsOptions): Parts;
}

/** How a form of retrieval finds items for a history. Holds kernel memory. */
export interface Lists {
  /** Bytes of kernel memory. */
  readonly memoryBytes: number;
  readonly vectors?: Vectors | undefined;
  readonly itemWeights?: ItemWeights | undefined;
  /**
   * The best k items for a history (distinct indices, ascending); those of which nothing follows from the history are marked
   * as popular.
   */
  scan(history: Uint32Array, weights: Float32Array, k: number, options: RetrievalOptions): Retrieved;
  /** `scan` for many users at a time, with the same answers; undefined where it would be no faster than one by one. */
  readonly scanBatch?:
    | ((rows: readonly BatchRow[], k: number, options: Pick<RetrievalOptions, "filter" | "boost">) => Retrieved[])
    | undefined;
  /**
   * The best k items for a user without a history who has these attributes; the call gives undefined where none of their
   * values is known. undefined for a model that did not learn from attributes. Throws RequestError `unknown-attribute`.
   */
  readonly scanAttributes?:
    | ((attributes: GivenAttributes, k: number, options: RetrievalOptions) => Retrieved | undefined)
    | undefined;
  /** What dislikes do: move the fold-in, count against items, or leave them out and nothing more. */
  readonly dislikes: "fold-in" | "weights" | "exclusion";
  /** Orders by likeness to examples, for retrieval by factors. */
  readonly likeness?: LikenessLists | undefined;
  /** What the scores of `wanted` are made of, without a draw; undefined for a model that cannot tell. */
  readonly parts?:
    | ((history: Uint32Array, weights: Float32Array, wanted: Uint32Array, options: PartsOptions) => Parts)
    | undefined;
  /** The k items most similar to one, fewer where no more are similar at all; undefined for a model that cannot tell. */
  readonly similar?: ((item: number, k: number, options: RetrievalOptions) => Retrieved) | undefined;
}

/** A model at work: the personal part of an engine. */
export interface Retrieval extends Lists {
  /** What an item that a request names counts as beside stored histories: with the value sent with it, or with none. */
  sentWeight(value: number | undefined): number;
  /** Whether lists are the same for every user, but for what each has, as those of biases and means are. */
  readonly isAlike?: boolean | undefined;
  /** Which predictions follow from a history; undefined for all of them. Models that only rank say it by scores. */
  readonly reaches?:
    | ((history: Uint32Array, weights: Float32Array) => ((item: number) => boolean) | undefined)
    | undefined;
  /** predictedRating of each of `wanted` for this history, which may be empty; undefined for a model of rankings only. */
  readonly predict?: ((history: Uint32Array, weights: Float32Array, wanted: Uint32Array) => Float64Array) | undefined;
}
