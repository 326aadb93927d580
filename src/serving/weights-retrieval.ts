import type { Csr } from "../data/csr.ts";
import type { Ranking } from "../kernels/ranking.ts";
import { createWeightsIndex } from "../kernels/weights-index.ts";
import { popularItems } from "../models/popular-tail.ts";
import { endBySignal, type Retrieval, type Retrieved } from "./retrieval.ts";

/**
 * Retrieval by a matrix of weights between items: the rows of the history are added up. Every item gets a score, whatever
 * the filter; items that no row reaches have 0, and are ordered by popularity.
 * Similar items are the positive entries of the item's own row. No head orders them anew, because a head reads factors.
 */
export function createWeightsRetrieval(
  kernelModule: WebAssembly.Module,
  weights: Csr,
  popularity: Float32Array,
): Retrieval {
  const itemCount = weights.columnCount;
  const popular = popularItems(popularity);
  const index = createWeightsIndex(kernelModule, { itemCount, weights });
  const retrieved = (ranking: Ranking, itemsScored: number): Retrieved => {
    return { ranking, itemsScored, reranked: false, itemsReranked: 0 };
  };
  return {
    sentWeight: () => 1,
    get memoryBytes() {
      return index.memoryBytes;
    },
    scan: (history, historyWeights, k, options) => {
      const search = (length: number, filter = options.filter?.mask): Ranking =>
        index.scan(history, historyWeights, length, { filter, exclude: options.exclude });
      return retrieved(endBySignal(search(Math.min(k, itemCount)), popular, options, search), itemCount);
    },
    similar: (item, k, { filter, exclude }) => {
      const options = { filter: filter?.mask, exclude };
      return retrieved(index.similar(item, Math.min(k, itemCount), options), index.rowLength(item));
    },
  };
}
