import type { Ranking } from "../../kernels/ranking.ts";
import { createWasmItemIndex } from "../../kernels/wasm-item-index.ts";
import { popularItems } from "../popular-tail.ts";
import type { ByFactors } from "../served-model.ts";
import { boostedPopular } from "./boost.ts";
import type { FactorExtras } from "./factor-extras.ts";
import { findSignal, withSignal } from "./find-signal.ts";
import { createFoldedUser } from "./folded-user.ts";
import { positiveOnly } from "./positive-only.ts";
import {
  endBySignal,
  firstOf,
  type Lists,
  type RetrievalContext,
  type RetrievalOptions,
  type Retrieved,
  type Vectors,
} from "./retrieval.ts";

/** Catalogues of this many items and more are searched in two passes: the int8 copy fits the cache, the f32 rows do not. */
export const TWO_PASS_ITEMS = 32_768;

/**
 * Retrieval by factors: a user's factors are found from the history, and the scan kernel scores all items. Similar items are
 * those of the largest cosine of the leading lanes. A list ends where its signal does (models/popular-tail.ts). Without
 * `extras` it does nothing else, and takes no model with a reach or with users who are not negative.
 */
export function createFactorRetrieval(
  retrieve: ByFactors,
  { kernelModule, arities, popularity, index: given }: RetrievalContext,
  extras?: FactorExtras,
): Lists {
  const {
    factors,
    factorCount,
    likenessLanes = factorCount,
    gram,
    query,
    foldsIn,
    queryOfAttributes,
    reach,
  } = retrieve;
  const itemCount = popularity.length;
  const isTwoPass = !given && itemCount >= TWO_PASS_ITEMS;
  const shape = {
    itemCount,
    factorCount,
    cosineFactors: likenessLanes,
    factors,
    ...(gram ? { gram } : {}),
    scan: isTwoPass ? ("two-pass" as const) : ("direct" as const),
  };
  const index = given ?? createWasmItemIndex(kernelModule, shape, extras?.searches, arities);
  const popular = popularItems(popularity);
  const folded = foldsIn && (extras?.nonNegativeUser(index, retrieve) ?? createFoldedUser(index, foldsIn));
  const userFactors: Vectors["userFactors"] = (items, weights, sequence) =>
    // Without a query there is a fold-in (ByFactors): what comes last is never reached.
    query?.(index, items, weights, sequence) ?? folded?.factors(items, weights) ?? new Float32Array(factorCount);
  /** The factors of a user with likes and dislikes, or drawn, where the model can; those of the history otherwise. */
  const userOf = (history: Uint32Array, weights: Float32Array, options: RetrievalOptions): Float32Array => {
    const { sequence, examples, draw } = options;
    if (draw && folded?.draw) return folded.draw(history, weights, draw, examples);
    return examples && folded ? folded.factors(history, weights, examples) : userFactors(history, weights, sequence);
  };
  const quieten = (x: Float32Array, found: Ranking): void => {
    // With a reach and biases it is known before the search whether factors have a part in it.
    if (extras && reach && likenessLanes < factorCount) {
      extras.quietenFactors(x, found, index.factorsOf(found.items), likenessLanes);
    } else {
      index.quieten(x, found);
    }
  };
  /** The best k items of a user, those without signal by popularity. `ahead` are the best where a batch has found them. */
  const search = (x: Float32Array, k: number, options: RetrievalOptions, ahead?: Ranking): Retrieved => {
    const { exclude, boost } = options;
    const scan = (length: number, filter = options.filter?.mask, known?: Ranking): Ranking => {
      const best = (width: number): Ranking => index.scan(x, width, { filter, exclude, boost });
      return findSignal({ itemCount, boost, scan: best }, length, (found) => quieten(x, found), known);
    };
    const length = Math.min(k, itemCount);
    const found = scan(length, options.filter?.mask, ahead);
    const ended = endBySignal(found, boostedPopular(popular, boost), options, scan);
    const ranking = found.items.length > length ? firstOf(ended, length) : ended;
    return { ranking, itemsScored: options.filter?.scored ?? itemCount, userFactors: x };
  };
  /** The same where the history reaches a part of the catalogue only. */
  const searchWithin = (history: Uint32Array, x: Float32Array, k: number, options: RetrievalOptions): Retrieved => {
    const reached = reach?.(history, x);
    if (!extras || reached === undefined) return search(x, k, options);
    return extras.listWithin(reached, k, options, boostedPopular(popular, options.boost), (filter) =>
      search(x, k, { ...options, filter }),
    );
  };
  return {
    get memoryBytes() {
      return index.memoryBytes + (retrieve.memoryBytes ?? 0);
    },
    vectors: {
      factorCount,
      search,
      userFactors,
      drawUserFactors: folded?.draw,
      itemFactors: (items) => index.factorsOf(items),
      weightedSum: (items, weights) => index.weightedSum(items, weights),
      dots: (items, queries, queryCount) => index.dots(items, queries, queryCount),
      inverseNorms: (items) => index.inverseNorms(items),
      best: (queries, queryCount, k, exclude) => index.scanBatch(queries, queryCount, k, { exclude }),
    },
    dislikes: folded ? (foldsIn?.by === "equations" ? "fold-in" : "weights") : "exclusion",
    likeness: extras?.likenessLists(index, popular, likenessLanes),
    parts: folded && ((history, weights, wanted, { examples }) => folded.parts(history, weights, wanted, examples)),
    scan: (history, weights, k, options) => searchWithin(history, userOf(history, weights, options), k, options),
    scanBatch:
      !extras || (isTwoPass && factors.precision === "f32")
        ? undefined
        : (rows, k, { filter, boost }) => {
            const queries = rows.map(({ history, weights, sequence }) => userFactors(history, weights, sequence));
            if (reach && !rows.every(({ history }, row) => reach(history, queries[row]!) === undefined)) {
              return rows.map(({ history, exclude }, row) =>
                searchWithin(history, queries[row]!, k, { filter, exclude, boost }),
              );
            }
            const ahead = extras.scanRows(index, queries, rows, Math.min(k, itemCount), { filter, boost });
            return rows.map(({ exclude }, row) => search(queries[row]!, k, { filter, exclude, boost }, ahead[row]));
          },
    scanAttributes:
      queryOfAttributes &&
      ((given, k, options) => {
        const x = queryOfAttributes(given);
        return x && search(x, Math.min(k, itemCount), options);
      }),
    similar: (item, k, { filter, exclude, boost }) => {
      const x = index.factorsOf(Uint32Array.of(item));
      const length = Math.min(k, itemCount);
      const cosine = { similarity: "cosine", filter: filter?.mask, exclude, boost } as const;
      const scan = (width: number): Ranking => index.scan(x, width, cosine);
      const found = findSignal({ itemCount, boost, scan }, length, (list) => index.quieten(x, list, "cosine"));
      const ranking = positiveOnly(boost ? firstOf(withSignal(found), length) : found);
      return { ranking, itemsScored: filter?.scored ?? itemCount };
    },
  };
}
