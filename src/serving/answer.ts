import { checkInteger, show } from "../check.ts";
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
import type { EngineParts, ListRequest, ListState, Stage } from "./stages/stage.ts";
import type { RecommendResponse } from "./types.ts";

/** Answers one request. Throws RangeError for a number or a length beyond its limit, and as the stages do. */
export function answer(stages: readonly Stage[], request: ListRequest, parts: EngineParts): RecommendResponse {
  const [resolving, listing] = divided(stages);
  const resolved = through(resolving, begin(request, stages, parts), parts);
  return responseOf(widened(listing, resolved, through(listing, resolved, parts), parts), parts);
}

/** The stages before the first that searches, and the rest. */
export function divided(stages: readonly Stage[]): [readonly Stage[], readonly Stage[]] {
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
export function widened(
  listing: readonly Stage[],
  resolved: ListState,
  done: ListState,
  parts: EngineParts,
): ListState {
  let [width, state] = [resolved.width, done];
  while (state.goesOn && state.list.ranking.items.length < state.least) {
    width *= WIDENING;
    state = through(listing, { ...resolved, width }, parts);
  }
  return state;
}

/** How many times as many items are looked at where a list is too short. */
const WIDENING = 4;

const NO_ITEMS: ReadonlySet<number> = new Set();
const NOTHING = { items: new Uint32Array(0), scores: new Float32Array(0) };

/** Lists of a request, and how long each may be; those without a limit here have one where they are read. */
const LENGTHS = [
  ["history", MAXIMUM_HISTORY],
  ["likes", Number.MAX_SAFE_INTEGER],
  ["dislikes", Number.MAX_SAFE_INTEGER],
  ["exclude", MAXIMUM_EXCLUDE],
  ["limits", MAXIMUM_LIMITS],
  ["fields", MAXIMUM_FIELDS],
  ["shown", MAXIMUM_SHOWN],
] as const;

/** A text has a length and places too, and would be read letter by letter. */
function checkList(name: string, list: unknown, most: number): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) throw new TypeError(`${name}: expected an array, got ${show(list)}`);
  checkInteger(`${name}.length`, list.length, 0, most);
}

/** A request before its first stage. Throws RangeError for a number or a length beyond its limit, TypeError for a list that is none. */
export function begin(request: ListRequest, stages: readonly Stage[], parts: EngineParts): ListState {
  const k = checkInteger("k", request.k ?? DEFAULT_K, 1, MAXIMUM_K);
  for (const [name, most] of LENGTHS) checkList(name, request[name], most);
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

/** What the caller gets of a request behind its last stage. */
export function responseOf(state: ListState, { artefact }: EngineParts): RecommendResponse {
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
