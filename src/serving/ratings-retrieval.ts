import { createItemIndex } from "../kernels/item-index.ts";
import { MAXIMUM_FACTOR_COUNT } from "../kernels/layout.ts";
import type { Ranking } from "../kernels/ranking.ts";
import { cosineScores } from "../models/cosine-scores.ts";
import { popularItems, withPopularTail } from "../models/popular-tail.ts";
import { clipRating } from "../models/rating-model.ts";
import type { RatingProduct } from "../models/rating-product.ts";
import {
  type CataloguePart,
  createHistoryReach,
  productSizes,
  quietenFactors,
  quietenRatings,
  reachedBy,
} from "../models/rating-signal.ts";
import type { ServedRatings } from "../models/served-ratings.ts";
import { TWO_PASS_ITEMS } from "./limits.ts";
import { positiveOnly, rankScores } from "./rank-scores.ts";
import { competitors, endBySignal, type Retrieval, type RetrievalOptions, type Retrieved } from "./retrieval.ts";
import { scanRows } from "./scan-rows.ts";
import { withinReach } from "./within-reach.ts";

/**
 * Retrieval by predicted rating. A model whose predictions are products is searched by the scan kernel: its scores are
 * what it predicts before clipping, up to a constant of the user, so that items at the end of the scale keep an order.
 * Any other predicts every item, and its scores are predictedRating, or what it says before clipping; so does one with
 * more lanes than the kernel takes. Stored histories hold ratings as they were given.
 */
export function createRatingsRetrieval(
  kernelModule: WebAssembly.Module,
  ratings: ServedRatings,
  catalogue: CataloguePart,
): Retrieval {
  const { popularity } = catalogue;
  const product = ratings.product && { ...ratings.product, rows: ratings.product.rows };
  const sizes = product && productSizes(product.rows, product.laneCount, product.factorCount);
  const reach = createHistoryReach(catalogue, sizes);
  // Not the rows: they are in the kernels' memory.
  const queryOf = product?.queryOf;
  const reached = (history: Uint32Array, given: Float32Array) => reach(history, queryOf?.(history, given));
  const { reachesOf } = ratings;
  const reaches = (history: Uint32Array, given: Float32Array) =>
    reachedBy(reached(history, given), reachesOf?.(history, given));
  if (product && product.laneCount <= MAXIMUM_FACTOR_COUNT) {
    const lists = withinReach(productRetrieval(kernelModule, product, popularity), reached, popularItems(popularity));
    return withRatings(lists, { ...ratings, reachesOf: reaches });
  }
  const similarTo = ratings.similarTo ?? (product && cosineScores(product));
  // What is alike for everybody is a list by biases or means, of whoever asks.
  const ends = ratings.isAlike ? ratings : { ...ratings, reachesOf: reaches };
  return withRatings(predictorRetrieval({ ...ends, similarTo }, popularity), ends);
}

/** What of a retrieval finds lists. */
type Lists = Omit<Retrieval, "sentWeight" | "predict">;

/**
 * Adds predictions to a retrieval whose stored histories hold ratings. A rating that was sent and lies outside the scale
 * counts as the end of it that is nearer.
 */
export function withRatings(lists: Lists, { scale, predictorOf, reachesOf, isAlike }: ServedRatings): Retrieval {
  return {
    reaches: reachesOf,
    isAlike,
    sentWeight: (value = scale.maximum) => clipRating(scale, value),
    get memoryBytes() {
      return lists.memoryBytes;
    },
    scan: lists.scan,
    scanBatch: lists.scanBatch,
    similar: lists.similar,
    predict: (history, given, wanted) => {
      const predict = predictorOf(history, given);
      return Float64Array.from(wanted, (item) => predict(item));
    },
  };
}

function productRetrieval(kernelModule: WebAssembly.Module, product: RatingProduct, popularity: Float32Array): Lists {
  const itemCount = popularity.length;
  const popular = popularItems(popularity);
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
  /** `ahead` are the best where a batch has found them. */
  const search = (query: Float32Array, k: number, options: RetrievalOptions, ahead?: Ranking): Retrieved => {
    const quietened = (found: Ranking): Ranking => {
      // Where there are biases, it was seen before the search whether factors have a part in it.
      if (laneCount === factorCount) index.quieten(query, found);
      else quietenFactors(query, found, index.factorsOf(found.items), factorCount);
      return found;
    };
    const scan = (length: number, filter = options.filter?.mask): Ranking =>
      quietened(index.scan(query, length, { filter, exclude: options.exclude }));
    const found = ahead ? quietened(ahead) : scan(Math.min(k, itemCount));
    return retrieved(endBySignal(found, popular, options, scan), options.filter?.scored);
  };
  return {
    get memoryBytes() {
      return index.memoryBytes;
    },
    scan: (history, given, k, options) => search(queryOf(history, given), k, options),
    scanBatch:
      scan === "two-pass"
        ? undefined
        : (rows, k, { filter }) => {
            const queries = rows.map(({ history, weights }) => queryOf(history, weights));
            const ahead = scanRows(index, queries, rows, Math.min(k, itemCount), filter);
            return rows.map(({ exclude }, row) => search(queries[row]!, k, { filter, exclude }, ahead[row]));
          },
    similar: (item, k, { filter, exclude }) => {
      const cosine = { similarity: "cosine", filter: filter?.mask, exclude } as const;
      const query = index.factorsOf(Uint32Array.of(item));
      const found = index.scan(query, Math.min(k, itemCount), cosine);
      index.quieten(query, found, "cosine");
      return retrieved(positiveOnly(found), filter?.scored);
    },
  };
}

/**
 * Every item has a prediction. Where the items that are left all have the same, or the model says that none of what it
 * learned has a part in it (`reachesOf`), nothing follows from the history: such items are ordered by popularity.
 */
function predictorRetrieval(
  { predictorOf, scorerOf = predictorOf, reachesOf, similarTo }: ServedRatings,
  popularity: Float32Array,
): Lists {
  const itemCount = popularity.length;
  const popular = popularItems(popularity);
  const retrieved = (ranking: Ranking): Retrieved => {
    return { ranking, itemsScored: itemCount, reranked: false, itemsReranked: 0 };
  };
  return {
    memoryBytes: 0,
    scan: (history, given, k, options) => {
      const scoreOf = scorerOf(history, given);
      const scores = Float32Array.from({ length: itemCount }, (_, item) => scoreOf(item));
      const competition = competitors(options, itemCount);
      quietenRatings(scores, competition.isOut, reachesOf?.(history, given));
      const found = rankScores(scores, Math.min(k, itemCount), options);
      const scoresOf = () => (item: number) => scores[item]!;
      return retrieved(withPopularTail(found, popular, () => ({ ...competition, scoresOf })));
    },
    similar:
      similarTo &&
      ((item, k, options) => retrieved(positiveOnly(rankScores(similarTo(item), Math.min(k, itemCount), options)))),
  };
}
