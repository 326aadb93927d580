import { checkOneOf } from "../check.ts";
import type { Model } from "../models/define-model.ts";
import { checkReRankable } from "../models/re-rankable.ts";
import { retrieversBeside } from "./retriever-names.ts";
import { RERANKER_NAMES } from "./trainable.ts";
import type { HeadRequest } from "./wanted-reranker.ts";

/**
 * Checks what is asked of re-rankers before any data are read. Throws RangeError for a head of no kind, OptionsError `no-head`
 * behind a model whose lists it cannot order, and what retrieversBeside throws.
 */
export function checkHeadRequest(model: Model, { head = "auto", retrievers }: HeadRequest): void {
  if (checkOneOf("--head", head, [...RERANKER_NAMES, "none"]) === "none") return;
  checkReRankable(model);
  retrieversBeside(model, retrievers);
}
