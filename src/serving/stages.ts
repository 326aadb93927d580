import { checkInteger } from "../check.ts";
import { countOut } from "../models/retrieval/item-mask.ts";
import { NO_HISTORY } from "./history.ts";
import { DEFAULT_K, MAXIMUM_EXCLUDE, MAXIMUM_HISTORY, MAXIMUM_K } from "./limits.ts";
import { explain } from "./stages/explain.ts";
import { listPopular } from "./stages/list-popular.ts";
import { present } from "./stages/present.ts";
import { reRank } from "./stages/re-rank.ts";
import { resolveFilter } from "./stages/resolve-filter.ts";
import { resolveHistory } from "./stages/resolve-history.ts";
import { resolveItem } from "./stages/resolve-item.ts";
import { retrieve } from "./stages/retrieve.ts";
import { retrieveSimilar } from "./stages/retrieve-similar.ts";
import type { EngineParts, ListRequest, ListState, Stage } from "./stages/stage.ts";
import type { RecommendResponse } from "./types.ts";

/**
 * The way of a request from history to list. A stage is one object in one file of `stages/` and one line here; its place says
 * what it may change:
 *
 *   before `retrieve`          who asks and what may be listed: `history`, `exclude`, `filter`. Rotation, which leaves out what
 *                              was shown before, adds to `exclude` here.
 *   `retrieve` to `present`    `list`, which is `width` items long: its order, its scores (descending), and which items stay.
 *                              Boosts change scores before `reRank`; diversity chooses among the candidates after it, and
 *                              says by `width` how many it wants.
 *   after `present`            `items`, as the caller sees them. Explanations add a field to each, by `history` and ids.
 *
 * A stage that changes a list keeps its three arrays parallel, and items marked as popular behind those that follow from the
 * history.
 */
export const RECOMMEND: readonly Stage[] = [resolveFilter, resolveHistory, retrieve, reRank, present, explain];

/** The way of a request for items like one item. */
export const SIMILAR: readonly Stage[] = [resolveItem, resolveFilter, retrieveSimilar, present];

/** The way of a request for the popular items. */
export const POPULAR: readonly Stage[] = [resolveFilter, listPopular, present];

/** Answers one request. Throws RangeError for a k or a length beyond its limit, and as the stages do. */
export function answer(stages: readonly Stage[], request: ListRequest, parts: EngineParts): RecommendResponse {
  const begun = begin(request, stages, parts);
  const done = stages.reduce((state, stage) => stage.run(state, parts), begun);
  return responseOf(done, parts);
}

/** `answer` for requests that differ only in their users, in their order: each stage takes all of them before the next does. */
export function answerMany(
  stages: readonly Stage[],
  requests: readonly ListRequest[],
  parts: EngineParts,
): RecommendResponse[] {
  const begun = requests.map((request) => begin(request, stages, parts));
  const done = stages.reduce(
    (states, stage) => stage.runMany?.(states, parts) ?? states.map((state) => stage.run(state, parts)),
    begun,
  );
  return done.map((state) => responseOf(state, parts));
}

const NOTHING = { items: new Uint32Array(0), scores: new Float32Array(0) };

function begin(request: ListRequest, stages: readonly Stage[], parts: EngineParts): ListState {
  const k = checkInteger("k", request.k ?? DEFAULT_K, 1, MAXIMUM_K);
  checkInteger("history.length", request.history?.length ?? 0, 0, MAXIMUM_HISTORY);
  checkInteger("exclude.length", request.exclude?.length ?? 0, 0, MAXIMUM_EXCLUDE);
  return {
    request,
    k,
    width: Math.max(k, ...stages.map((stage) => stage.width?.(request, parts) ?? 0)),
    filter: undefined,
    history: NO_HISTORY,
    item: undefined,
    exclude: new Uint32Array(0),
    unknownItemIds: [],
    fallback: undefined,
    foundBy: "popularity",
    list: { ranking: NOTHING, itemsScored: 0 },
    reranked: false,
    itemsReranked: 0,
    items: [],
  };
}

function responseOf(state: ListState, { artefact }: EngineParts): RecommendResponse {
  const { items, fallback, unknownItemIds, reranked, itemsReranked, list, filter, exclude } = state;
  const itemsExcluded = countOut(filter, exclude, artefact.items.itemIds.size);
  return {
    items,
    fallback,
    unknownItemIds,
    reranked,
    ...(state.request.explain ? { explains: reranked ? ("retrieval" as const) : ("score" as const) } : {}),
    work: { itemsScored: list.itemsScored, itemsExcluded, itemsReranked },
  };
}
