import { checkInteger } from "../check.ts";
import { countOut } from "../models/retrieval/item-mask.ts";
import { NO_HISTORY } from "./history.ts";
import {
  DEFAULT_K,
  MAXIMUM_EXCLUDE,
  MAXIMUM_FIELDS,
  MAXIMUM_HISTORY,
  MAXIMUM_K,
  MAXIMUM_LIMITS,
  MAXIMUM_OFFSET,
  MAXIMUM_SHOWN,
} from "./limits.ts";
import { cutByScore } from "./stages/cut-by-score.ts";
import { diversify } from "./stages/diversify.ts";
import { explain } from "./stages/explain.ts";
import { explore } from "./stages/explore.ts";
import { fillUp } from "./stages/fill-up.ts";
import { keepGiven } from "./stages/keep-given.ts";
import { limitValues } from "./stages/limit-values.ts";
import { listLatest } from "./stages/list-latest.ts";
import { listPopular } from "./stages/list-popular.ts";
import { listTogether } from "./stages/list-together.ts";
import { present } from "./stages/present.ts";
import { reRank } from "./stages/re-rank.ts";
import { resolveBoost } from "./stages/resolve-boost.ts";
import { resolveExclusions } from "./stages/resolve-exclusions.ts";
import { resolveFilter } from "./stages/resolve-filter.ts";
import { resolveHistory } from "./stages/resolve-history.ts";
import { resolveItem } from "./stages/resolve-item.ts";
import { retrieve } from "./stages/retrieve.ts";
import { retrieveSimilar } from "./stages/retrieve-similar.ts";
import { rotate } from "./stages/rotate.ts";
import type { EngineParts, ListRequest, ListState, Stage } from "./stages/stage.ts";
import type { RecommendResponse } from "./types.ts";

/**
 * The way of a request from history to list. A stage is one object in one file of `stages/` and one line here; its place says
 * what it may change:
 *
 *   before `retrieve`          who asks and what may be listed: `history`, `exclude`, `filter`, `boost`. What is left out is added to
 *                              `exclude` while it is little, else taken out of `filter`
 *   `retrieve` to `fillUp`     `list`, which is `width` items long: which items it has, and their scores (descending), which have
 *                              their boosts from `retrieve` on
 *   `diversify` to `explore`   the order of the list alone; scores stay with their items. A stage says by `width` among how many it
 *                              chooses. Exploration is the last: its propensities hold for the order that it leaves
 *   after `present`            `items`, as the caller sees them. Explanations add a field to each, by `history` and ids
 *
 * A stage that changes a list keeps its three arrays parallel, and items marked as popular behind those that follow from the
 * history. The first n items may not depend on how many were asked for: pages are parts of one order.
 */
export const RECOMMEND: readonly Stage[] = [
  ...[resolveFilter, resolveBoost, resolveHistory, resolveExclusions, retrieve, reRank],
  ...[rotate, cutByScore, fillUp],
  ...[diversify, limitValues, explore, present, explain],
];

/** The way of a request for the order of given items. */
export const RANK: readonly Stage[] = RECOMMEND.flatMap((stage) =>
  stage === resolveExclusions ? [stage, keepGiven] : [stage],
);

/** The way of a request for items like one item. */
export const SIMILAR: readonly Stage[] = [
  ...[resolveItem, resolveFilter, resolveBoost, resolveExclusions, retrieveSimilar],
  ...[diversify, limitValues, present],
];

/** The way of a request for the popular items. */
export const POPULAR: readonly Stage[] = [
  ...[resolveFilter, resolveBoost, resolveExclusions, listPopular],
  ...[diversify, limitValues, present],
];

/** The way of a request for items that stand beside one in the histories. */
export const TOGETHER: readonly Stage[] = [
  ...[resolveItem, resolveFilter, resolveExclusions, listTogether],
  ...[diversify, limitValues, present],
];

/** The way of a request for the newest items. */
export const LATEST: readonly Stage[] = [
  ...[resolveFilter, resolveExclusions, listLatest],
  ...[diversify, limitValues, present],
];

/** Answers one request. Throws RangeError for a number or a length beyond its limit, and as the stages do. */
export function answer(stages: readonly Stage[], request: ListRequest, parts: EngineParts): RecommendResponse {
  const [resolving, listing] = divided(stages);
  const resolved = through(resolving, begin(request, stages, parts), parts);
  return responseOf(widened(listing, resolved, through(listing, resolved, parts), parts), parts);
}

/** The stages before the first that searches, and the rest. */
function divided(stages: readonly Stage[]): [readonly Stage[], readonly Stage[]] {
  const first = Math.max(
    0,
    stages.findIndex(({ searches }) => searches),
  );
  return [stages.slice(0, first), stages.slice(first)];
}

function through(stages: readonly Stage[], begun: ListState, parts: EngineParts): ListState {
  return stages.reduce((state, stage) => stage.run(state, parts), begun);
}

/** A list that is too short, since stages took items out of it, is sought anew among more of the catalogue. */
function widened(listing: readonly Stage[], resolved: ListState, done: ListState, parts: EngineParts): ListState {
  let [width, state] = [resolved.width, done];
  while (state.goesOn && state.list.ranking.items.length < state.least) {
    width *= WIDENING;
    state = through(listing, { ...resolved, width }, parts);
  }
  return state;
}

/** How many times as many items are looked at where a list is too short. */
const WIDENING = 4;

/** `answer` for requests that differ only in their users, in their order: each stage takes all of them before the next does. */
export function answerMany(
  stages: readonly Stage[],
  requests: readonly ListRequest[],
  parts: EngineParts,
): RecommendResponse[] {
  const [resolving, listing] = divided(stages);
  const all = (own: readonly Stage[], begun: readonly ListState[]): readonly ListState[] =>
    own.reduce(
      (states, stage) => stage.runMany?.(states, parts) ?? states.map((state) => stage.run(state, parts)),
      begun,
    );
  const resolved = all(
    resolving,
    requests.map((request) => begin(request, stages, parts)),
  );
  return all(listing, resolved).map((state, place) => {
    return responseOf(widened(listing, resolved[place]!, state, parts), parts);
  });
}

const NO_ITEMS: ReadonlySet<number> = new Set();
const NOTHING = { items: new Uint32Array(0), scores: new Float32Array(0) };

function begin(request: ListRequest, stages: readonly Stage[], parts: EngineParts): ListState {
  const k = checkInteger("k", request.k ?? DEFAULT_K, 1, MAXIMUM_K);
  checkInteger("history.length", request.history?.length ?? 0, 0, MAXIMUM_HISTORY);
  checkInteger("exclude.length", request.exclude?.length ?? 0, 0, MAXIMUM_EXCLUDE);
  checkInteger("limits.length", request.limits?.length ?? 0, 0, MAXIMUM_LIMITS);
  checkInteger("fields.length", request.fields?.length ?? 0, 0, MAXIMUM_FIELDS);
  checkInteger("shown.length", request.shown?.length ?? 0, 0, MAXIMUM_SHOWN);
  const offset = checkInteger("offset", request.offset ?? 0, 0, MAXIMUM_OFFSET);
  const depth = offset + k;
  return {
    request,
    k,
    offset,
    depth,
    // From the last stage to the first: what is left out or sinks comes on top of what is chosen among behind it.
    width: stages.reduceRight((wanted, stage) => Math.max(wanted, stage.width?.(request, parts, wanted) ?? 0), depth),
    least: Math.max(depth, ...stages.map((stage) => stage.least?.(request) ?? 0)),
    filter: undefined,
    boost: undefined,
    history: NO_HISTORY,
    item: undefined,
    exclude: new Uint32Array(0),
    unknownItemIds: [],
    fallback: undefined,
    foundBy: "popularity",
    list: { ranking: NOTHING, itemsScored: 0 },
    goesOn: false,
    similar: NO_ITEMS,
    together: undefined,
    firstSeen: undefined,
    propensities: undefined,
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
