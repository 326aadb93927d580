import { createItemIndex } from "../kernels/item-index.ts";
import { MAXIMUM_FACTOR_COUNT } from "../kernels/layout.ts";
import type { Ranking } from "../kernels/ranking.ts";
import { cosineScores } from "../models/cosine-scores.ts";
import { clipRating } from "../models/rating-model.ts";
import type { RatingProduct, ServedRatings } from "../models/served-ratings.ts";
import { TWO_PASS_ITEMS } from "./limits.ts";
import { positiveOnly, rankScores } from "./rank-scores.ts";
import type { Retrieval, Retrieved } from "./retrieval.ts";

/**
 * Retrieval by predicted rating. A model whose predictions are products is searched by the scan kernel: its scores are
 * what it predicts before clipping, up to a constant of the user, so that items at the end of the scale keep an order.
 * Any other predicts every item, and its scores are predictedRating, or what it says before clipping; so does one with
 * more lanes than the kernel takes. Stored histories hold ratings as they were given.
 */
export function createRatingsRetrieval(
  kernelModule: WebAssembly.Module,
  ratings: ServedRatings,
  itemCount: number,
): Retrieval {
  const { product } = ratings;
  if (product && product.laneCount <= MAXIMUM_FACTOR_COUNT) {
    return withRatings(productRetrieval(kernelModule, product, itemCount), ratings);
  }
  const similarTo = ratings.similarTo ?? (product && cosineScores(product));
  return withRatings(predictorRetrieval({ ...ratings, similarTo }, itemCount), ratings);
}

/** What of a retrieval finds lists. */
type Lists = Omit<Retrieval, "sentWeight" | "predict">;

/**
 * Adds predictions to a retrieval whose stored histories hold ratings. A rating that was sent and lies outside the scale
 * counts as the end of it that is nearer.
 */
export function withRatings(lists: Lists, { scale, predictorOf }: ServedRatings): Retrieval {
  return {
    sentWeight: (value = scale.maximum) => clipRating(scale, value),
    knows: lists.knows,
    get memoryBytes() {
      return lists.memoryBytes;
    },
    scan: lists.scan,
    similar: lists.similar,
    predict: (history, given, wanted) => {
      const predict = predictorOf(history, given);
      return Float64Array.from(wanted, (item) => predict(item));
    },
  };
}

function productRetrieval(kernelModule: WebAssembly.Module, product: RatingProduct, itemCount: number): Lists {
  const { laneCount, factorCount, rows, queryOf } = product;
  const scan = itemCount >= TWO_PASS_ITEMS ? "two-pass" : "direct";
  const factors = { precision: "f32", values: rows } as const;
  const index = createItemIndex(kernelModule, {
    itemCount,
    factorCount: laneCount,
    cosineFactors: factorCount,
    factors,
    scan,
  });
  const retrieved = (ranking: Ranking, itemsScored = itemCount): Retrieved => {
    return { ranking, itemsScored, reranked: false, itemsReranked: 0 };
  };
  return {
    get memoryBytes() {
      return index.memoryBytes;
    },
    scan: (history, given, k, { filter, exclude }) => {
      const query = queryOf(history, given);
      return retrieved(index.scan(query, Math.min(k, itemCount), { filter: filter?.mask, exclude }), filter?.scored);
    },
    similar: (item, k, { filter, exclude }) => {
      const search = { similarity: "cosine", filter: filter?.mask, exclude } as const;
      return retrieved(
        index.scan(index.factorsOf(Uint32Array.of(item)), Math.min(k, itemCount), search),
        filter?.scored,
      );
    },
  };
}

function predictorRetrieval(
  { predictorOf, scorerOf = predictorOf, similarTo }: ServedRatings,
  itemCount: number,
): Lists {
  const retrieved = (ranking: Ranking): Retrieved => {
    return { ranking, itemsScored: itemCount, reranked: false, itemsReranked: 0 };
  };
  return {
    memoryBytes: 0,
    scan: (history, given, k, options) => {
      const scoreOf = scorerOf(history, given);
      const scores = Float32Array.from({ length: itemCount }, (_, item) => scoreOf(item));
      return retrieved(rankScores(scores, Math.min(k, itemCount), options));
    },
    similar:
      similarTo &&
      ((item, k, options) => retrieved(positiveOnly(rankScores(similarTo(item), Math.min(k, itemCount), options)))),
  };
}
