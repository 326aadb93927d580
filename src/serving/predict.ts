import { checkInteger } from "../check.ts";
import { isAllPopular } from "../models/popular-tail.ts";
import { onlyItems } from "../models/retrieval/item-mask.ts";
import type { Retrieval } from "../models/retrieval/retrieval.ts";
import { needsVector } from "../models/sent-vector.ts";
import { foldingIn, type History } from "./history.ts";
import { MAXIMUM_HISTORY, MAXIMUM_PREDICTIONS } from "./limits.ts";
import { plainScore } from "./plain-score.ts";
import { fallbackOf, historyOf } from "./stages/resolve-history.ts";
import { scanHistory } from "./stages/retrieve.ts";
import type { EngineParts } from "./stages/stage.ts";
import type { Fallback, PredictRequest, PredictResponse } from "./types.ts";

/** One value for each wanted item, and what it is. */
interface Predicted {
  readonly name: "predictedRating" | "score";
  readonly values: ArrayLike<number>;
  readonly itemsScored: number;
  readonly fallback: Fallback | undefined;
  /** Whether nothing follows for a wanted item. */
  readonly isPopular: (item: number) => boolean;
}

/** Answers a request for predictions: Recommender.predict. */
export function predict(request: PredictRequest, parts: EngineParts): PredictResponse {
  checkInteger("items.length", request.items.length, 0, MAXIMUM_PREDICTIONS);
  checkInteger("history.length", request.history?.length ?? 0, 0, MAXIMUM_HISTORY);
  const history = historyOf(request, parts);
  const { itemIds, titles } = parts.artefact.items;
  const unknownItemIds = new Set(history.unknownItemIds);
  const wanted: number[] = [];
  for (const id of request.items) {
    const item = itemIds.indexOf(id);
    if (item === undefined) unknownItemIds.add(id);
    else wanted.push(item);
  }
  const { values, name, itemsScored, fallback, isPopular } = predicted(history, Uint32Array.from(wanted), parts);
  const predictions = wanted.map((item, place) => {
    const title = titles[item];
    const source = name === "score" && isPopular(item) ? { source: "popular" as const } : {};
    return { itemId: itemIds.idOf(item), [name]: values[place], ...source, ...(title ? { title } : {}) };
  });
  return {
    predictions,
    fallback,
    unknownItemIds: [...unknownItemIds],
    work: { itemsScored, itemsExcluded: 0, itemsReranked: 0 },
  };
}

/** Ratings where the model has them; scores otherwise, and popularity for users whom the model knows nothing of. */
function predicted(history: History, wanted: Uint32Array, parts: EngineParts): Predicted {
  const { artefact, retrieval, popularity } = parts;
  const fallback = needsVector(parts.served) ? "no-vector" : fallbackOf(history, retrieval);
  if (retrieval?.predict) return ratings(history, wanted, fallback, retrieval, retrieval.predict);
  const popular = Array.from(wanted, (item) => popularity[item]!);
  if (!retrieval || wanted.length === 0 || fallback) {
    return { name: "score", values: popular, itemsScored: 0, fallback, isPopular: () => true };
  }
  return scores(history, wanted, popular, retrieval, artefact.items.itemIds.size);
}

function ratings(
  history: History,
  wanted: Uint32Array,
  fallback: Fallback | undefined,
  { reaches: reachesOf }: Retrieval,
  predictOf: NonNullable<Retrieval["predict"]>,
): Predicted {
  const { items, weights } = history;
  const values = foldingIn(
    history,
    () => predictOf(items, weights, wanted),
    (computed) => computed,
  );
  const reaches = fallback === undefined ? reachesOf?.(items, weights) : undefined;
  const silent = reaches !== undefined && wanted.length > 0 && !wanted.some((item) => reaches(item));
  return {
    name: "predictedRating",
    values,
    itemsScored: wanted.length,
    fallback: silent ? "no-signal" : fallback,
    isPopular: () => false,
  };
}

/** The scores that a list without re-ranking has. `popular` are the popularities of the wanted items. */
function scores(
  history: History,
  wanted: Uint32Array,
  popular: readonly number[],
  retrieval: Retrieval,
  itemCount: number,
): Predicted {
  const only = { filter: onlyItems(wanted, itemCount), exclude: new Uint32Array(0) };
  const { ranking, itemsScored } = scanHistory(retrieval, history, wanted.length, only);
  if (isAllPopular(ranking)) {
    // Of items that nothing follows for the score is 0, unless nothing follows from the history at all.
    const values = isSilent(retrieval, history) ? popular : popular.map(() => 0);
    return { name: "score", values, itemsScored, fallback: "no-signal", isPopular: () => true };
  }
  const scoreOf = new Map(Array.from(ranking.items, (item, place) => [item, plainScore(ranking.scores[place]!)]));
  const marked = new Set(ranking.items.filter((_, place) => ranking.popular?.[place] === 1));
  const values = Array.from(wanted, (item) => scoreOf.get(item) ?? 0);
  return { name: "score", values, itemsScored, fallback: undefined, isPopular: (item) => marked.has(item) };
}

/** Whether nothing follows from a history for any item. */
function isSilent(retrieval: Retrieval, history: History): boolean {
  const { ranking } = scanHistory(retrieval, history, 1, { filter: undefined, exclude: history.items });
  return ranking.items.length === 0 || isAllPopular(ranking);
}
