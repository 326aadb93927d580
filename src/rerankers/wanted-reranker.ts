import { checkOneOf } from "../check.ts";
import type { Model } from "../models/define-model.ts";
import { checkReRankable } from "../models/re-rankable.ts";
import type { RerankerWish } from "./contest.ts";
import { DEFAULT_RERANKER, RERANKER_NAMES, trainableReranker } from "./trainable.ts";
import type { TrainableReranker } from "./trainable-reranker.ts";

/** The re-ranker that is tried behind a retrieval, and whether there must be one. */
export interface WantedReranker {
  readonly reranker: TrainableReranker;
  readonly wish: RerankerWish;
}

/** The re-ranker to try behind a model: the kind that is asked for, or the default where the definition says that one is tried. */
export function wantedReranker(
  { reranker }: Pick<Model, "reranker">,
  asked: string | undefined,
): WantedReranker | undefined {
  if (asked === "none" || (asked === undefined && reranker !== "tried")) return undefined;
  return asked === undefined
    ? { reranker: DEFAULT_RERANKER, wish: "where-possible" }
    : { reranker: trainableReranker("--head", asked), wish: "required" };
}

/** Throws RangeError for a head of no kind, OptionsError `no-head` behind a model whose lists it cannot order. */
export function checkHead(model: Pick<Model, "name" | "isPersonal">, head: string): void {
  if (checkOneOf("--head", head, [...RERANKER_NAMES, "none"]) !== "none") checkReRankable(model);
}
