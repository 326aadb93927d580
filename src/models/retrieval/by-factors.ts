import { createItemIndex } from "../../kernels/item-index.ts";
import type { Ranking } from "../../kernels/ranking.ts";
import { popularItems } from "../popular-tail.ts";
import { quietenFactors } from "../rating-signal.ts";
import type { ByFactors } from "../served-model.ts";
import { createLikenessLists } from "./by-likeness.ts";
import { createFoldedUser } from "./folded-user.ts";
import { positiveOnly } from "./rank-scores.ts";
import {
  endBySignal,
  type Lists,
  type RetrievalContext,
  type RetrievalOptions,
  type Retrieved,
  type Vectors,
} from "./retrieval.ts";
import { scanRows } from "./scan-rows.ts";
import { listWithin } from "./within-reach.ts";

/** Catalogues of this many items and more are searched in two passes: the int8 copy fits the cache, the f32 rows do not. */
export const TWO_PASS_ITEMS = 32_768;

/**
 * Retrieval by factors: a user's factors are found from the history, and the scan kernel scores all items. Similar items are
 * those of the largest cosine of the leading lanes. A list ends where its signal does (models/popular-tail.ts).
 */
export function createFactorRetrieval(
  { factors, factorCount, likenessLanes = factorCount, gram, query, foldsIn, queryOfAttributes, reach }: ByFactors,
  { kernelModule, popularity }: RetrievalContext,
): Lists {
  const itemCount = popularity.length;
  const isTwoPass = itemCount >= TWO_PASS_ITEMS;
  const index = createItemIndex(kernelModule, {
    itemCount,
    factorCount,
    cosineFactors: likenessLanes,
    factors,
    ...(gram ? { gram } : {}),
    scan: isTwoPass ? "two-pass" : "direct",
  });
  const popular = popularItems(popularity);
  const userFactors: Vectors["userFactors"] = (items, weights, sequence) => query(index, items, weights, sequence);
  const folded = foldsIn && createFoldedUser(index, foldsIn);
  /** The factors of a user with likes and dislikes, or drawn, where the model can; those of the history otherwise. */
  const userOf = (history: Uint32Array, weights: Float32Array, options: RetrievalOptions): Float32Array => {
    const { sequence, examples, draw } = options;
    if (draw && folded?.draw) return folded.draw(history, weights, draw, examples);
    return examples && folded ? folded.factors(history, weights, examples) : userFactors(history, weights, sequence);
  };
  const quieten = (x: Float32Array, found: Ranking): Ranking => {
    // With a reach and biases it is known before the search whether factors have a part in it.
    if (reach && likenessLanes < factorCount) {
      quietenFactors(x, found, index.factorsOf(found.items), likenessLanes);
    } else {
      index.quieten(x, found);
    }
    return found;
  };
  /** The best k items of a user, those without signal by popularity. `ahead` are the best where a batch has found them. */
  const search = (x: Float32Array, k: number, options: RetrievalOptions, ahead?: Ranking): Retrieved => {
    const scan = (length: number, filter = options.filter?.mask): Ranking =>
      quieten(x, index.scan(x, length, { filter, exclude: options.exclude }));
    const found = ahead ? quieten(x, ahead) : scan(Math.min(k, itemCount));
    const ranking = endBySignal(found, popular, options, scan);
    return { ranking, itemsScored: options.filter?.scored ?? itemCount, userFactors: x };
  };
  /** The same where the history reaches a part of the catalogue only. */
  const searchWithin = (history: Uint32Array, x: Float32Array, k: number, options: RetrievalOptions): Retrieved => {
    const reached = reach?.(history, x);
    if (reached === undefined) return search(x, k, options);
    return listWithin(reached, k, options, popular, (filter) => search(x, k, { ...options, filter }));
  };
  return {
    get memoryBytes() {
      return index.memoryBytes;
    },
    vectors: {
      factorCount,
      userFactors,
      drawUserFactors: folded?.draw,
      itemFactors: (items) => index.factorsOf(items),
      weightedSum: (items, weights) => index.weightedSum(items, weights),
      dots: (items, queries, queryCount) => index.dots(items, queries, queryCount),
      inverseNorms: (items) => index.inverseNorms(items),
      best: (queries, queryCount, k, exclude) => index.scanBatch(queries, queryCount, k, { exclude }),
    },
    dislikes: folded ? (foldsIn?.by === "sum" ? "weights" : "fold-in") : "exclusion",
    likeness: createLikenessLists(index, popular, likenessLanes),
    parts: folded && ((history, weights, wanted, { examples }) => folded.parts(history, weights, wanted, examples)),
    scan: (history, weights, k, options) => searchWithin(history, userOf(history, weights, options), k, options),
    scanBatch:
      isTwoPass && factors.precision === "f32"
        ? undefined
        : (rows, k, { filter }) => {
            const queries = rows.map(({ history, weights, sequence }) => userFactors(history, weights, sequence));
            if (reach && !rows.every(({ history }, row) => reach(history, queries[row]!) === undefined)) {
              return rows.map(({ history, exclude }, row) =>
                searchWithin(history, queries[row]!, k, { filter, exclude }),
              );
            }
            const ahead = scanRows(index, queries, rows, Math.min(k, itemCount), filter);
            return rows.map(({ exclude }, row) => search(queries[row]!, k, { filter, exclude }, ahead[row]));
          },
    scanAttributes:
      queryOfAttributes &&
      ((given, k, options) => {
        const x = queryOfAttributes(given);
        return x && search(x, Math.min(k, itemCount), options);
      }),
    similar: (item, k, { filter, exclude }) => {
      const x = index.factorsOf(Uint32Array.of(item));
      const cosine = { similarity: "cosine", filter: filter?.mask, exclude } as const;
      const found = index.scan(x, Math.min(k, itemCount), cosine);
      index.quieten(x, found, "cosine");
      return { ranking: positiveOnly(found), itemsScored: filter?.scored ?? itemCount };
    },
  };
}
