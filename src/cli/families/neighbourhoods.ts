import { toCsr } from "../../data/interactions.ts";
import { OptionsError } from "../../errors.ts";
import type { Candidate } from "../../evaluation/candidate.ts";
import { threadedKernelModule } from "../../kernels/module.node.ts";
import {
  ITEM_KNN_RANKING_DEFAULTS,
  type ItemKnnRankingOptions,
  itemKnnRankingOptions,
} from "../../models/neighbourhoods/item-knn-ranking.ts";
import {
  type ItemKnnRatingOptions,
  isRatingSimilarity,
  itemKnnRatingOptions,
  type KnnRatingOptions,
  userKnnRatingOptions,
} from "../../models/neighbourhoods/knn-rating-options.ts";
import { fitItemKnnRating, fitUserKnnRating } from "../../models/neighbourhoods/train-item-knn.ts";
import { rankingName } from "../../models/neighbourhoods/two-halves.ts";
import {
  fitUserKnnRanking,
  USER_KNN_RANKING_DEFAULTS,
  type UserKnnRankingOptions,
  userKnnRankingOptions,
} from "../../models/neighbourhoods/user-knn-ranking.ts";
import type { ModelState } from "../../models/state.ts";
import { didYouMean } from "../../nearest.ts";
import { fitItemKnnRanking } from "../../training/linear-neighbours.ts";
import type { MakeCandidate, Settings } from "../candidates.ts";

/** Options of both halves, by their own names, and as one list in which those of rankings are prefixed. */
export interface Halves<Ranking, Rating> {
  readonly ranking: Ranking;
  readonly rating: Rating;
  readonly options: Candidate["options"];
}

/** Checks the options of item-knn. */
export function itemKnnHalves(set: Settings): Halves<ItemKnnRankingOptions, ItemKnnRatingOptions> {
  const keys = Object.keys(itemKnnRatingOptions({}));
  const halves = divide("item-knn", set, Object.keys(ITEM_KNN_RANKING_DEFAULTS), keys);
  const ranking = itemKnnRankingOptions(halves.ranking);
  const rating = itemKnnRatingOptions(halves.rating);
  return { ranking, rating, options: { ...rating, ...prefixed(ranking) } };
}

/** Checks the options of user-knn. */
export function userKnnHalves(set: Settings): Halves<UserKnnRankingOptions, KnnRatingOptions> {
  const keys = Object.keys(userKnnRatingOptions({}));
  const halves = divide("user-knn", set, Object.keys(USER_KNN_RANKING_DEFAULTS), keys);
  const ranking = userKnnRankingOptions(halves.ranking);
  const rating = userKnnRatingOptions(halves.rating);
  return { ranking, rating, options: { ...rating, ...prefixed(ranking) } };
}

/**
 * Neighbourhoods under one name each: they rank by who has what, and predict ratings where there are any. Both halves have
 * a similarity and a k of their own; an option given by its plain name goes to every half that knows it and the value.
 */
export const NEIGHBOURHOOD_MODELS: ReadonlyMap<string, MakeCandidate> = new Map<string, MakeCandidate>([
  [
    "item-knn",
    (model, set, _items, control) => {
      const { ranking, rating, options } = itemKnnHalves(set);
      const fit: Candidate["fit"] = async (train) => {
        const matrix = toCsr(train);
        const ranks = await fitItemKnnRanking(matrix, ranking, control);
        if (train.feedback === "implicit") return ranks;
        const module = await threadedKernelModule();
        const { predictBatch, state } = await fitItemKnnRating(module, matrix, rating, control);
        return { ...ranks, options, predictBatch, state };
      };
      return { model, options, predicts: true, fit };
    },
  ],
  [
    "user-knn",
    (model, set) => {
      const { ranking, rating, options } = userKnnHalves(set);
      const fit: Candidate["fit"] = async (train) => {
        const matrix = toCsr(train);
        const ranks = fitUserKnnRanking(matrix, ranking);
        if (train.feedback === "implicit") return { ...ranks, options: prefixed(ranking) };
        const module = await threadedKernelModule();
        const rates = fitUserKnnRating(module, matrix, rating);
        const state = (): ModelState => new Map([...ranks.state(), ...rates.state()]);
        return { ...ranks, options, predictBatch: rates.predictBatch, state };
      };
      return { model, options, predicts: true, fit };
    },
  ],
]);

/** Similarities that only rankings have. */
const RANKING_SIMILARITIES: readonly string[] = ["cosine", "jaccard", "tf-idf", "bm25"];

/** Options of rankings under names that tell them apart. */
export function prefixed(options: object): Candidate["options"] {
  const entries: [string, Candidate["options"][string]][] = Object.entries(options);
  return Object.fromEntries(entries.map(([key, value]) => [rankingName(key), value]));
}

function divide(
  model: string,
  set: Settings,
  rankingKeys: readonly string[],
  ratingKeys: readonly string[],
): { ranking: Record<string, string>; rating: Record<string, string> } {
  const ranking: Record<string, string> = {};
  const rating: Record<string, string> = {};
  for (const [key, value] of Object.entries(set)) {
    const own = rankingKeys.find((name) => rankingName(name) === key);
    const ranks = rankingKeys.includes(key) && (key !== "similarity" || RANKING_SIMILARITIES.includes(value));
    const rates = ratingKeys.includes(key) && (key !== "similarity" || isRatingSimilarity(value) || !ranks);
    if (own === undefined && !ranks && !rates) {
      const known = [...ratingKeys, ...rankingKeys.map(rankingName)];
      throw new OptionsError(
        "unknown-option",
        `${model} has no option ${key}; it has ${known.join(", ")}${didYouMean(key, known)}`,
      );
    }
    if (ranks && set[rankingName(key)] === undefined) ranking[key] = value;
    if (rates) rating[key] = value;
    if (own !== undefined) ranking[own] = value;
  }
  return { ranking, rating };
}
