import { OptionsError } from "../errors.ts";
import type { Model } from "../models/define-model.ts";
import type { RerankerWish } from "./contest.ts";
import { ANY_KIND, TRAINABLE, trainableRerankers } from "./trainable.ts";
import type { TrainableReranker } from "./trainable-reranker.ts";

/** The kinds of re-ranker that are tried behind a retrieval, and whether there must be one. */
export interface WantedReranker {
  readonly kinds: readonly TrainableReranker[];
  readonly wish: RerankerWish;
  /** Whether features read the times of items: not by default, since under a split by user they are later rows of others. */
  readonly itemTimes: boolean;
  /** Whether the retrievers were named by the caller. */
  readonly retrieversAsked: boolean;
}

/** How re-rankers are asked for. */
export interface HeadRequest {
  /** A kind of re-ranker, `auto` or `none`; undefined tries all kinds where the definition says that one is tried. */
  readonly head?: string | undefined;
  /** Models that find candidates, by name; undefined for the model and the one that its definition names beside it. */
  readonly retrievers?: readonly string[] | undefined;
  readonly itemTimes?: boolean | undefined;
}

/** What to try behind a model: the kind that is asked for, or all of them where the definition says that one is tried. */
export function wantedReranker(
  { reranker }: Pick<Model, "reranker">,
  { head: asked, retrievers, itemTimes = false }: HeadRequest,
): WantedReranker | undefined {
  if (asked === "none" || (asked === undefined && reranker !== "tried" && retrievers === undefined)) return undefined;
  const common = { itemTimes, retrieversAsked: retrievers !== undefined };
  return asked === undefined && retrievers === undefined
    ? { kinds: TRAINABLE, wish: "where-possible", ...common }
    : { kinds: trainableRerankers("--head", asked ?? ANY_KIND), wish: "required", ...common };
}

/** What a model is refused with that finds no candidates for a user. */
export function noRetrieval(name: string): OptionsError {
  return new OptionsError(
    "no-head",
    `${name}: expected a model that finds items by a history, to be a retriever of a head`,
  );
}
