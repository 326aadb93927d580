import type { Csr } from "../data/csr.ts";
import type { Ranking } from "../kernels/ranking.ts";
import { createWeightsIndex } from "../kernels/weights-index.ts";
import { leadsAnywhere } from "../models/item-weights.ts";
import type { Retrieval, Retrieved } from "./retrieval.ts";

/**
 * Retrieval by a matrix of weights between items: the rows of the history are added up. Every item gets a score, whatever
 * the filter; items that no row reaches have 0. A history whose rows reach no other item is none that the model knows.
 * Similar items are the positive entries of the item's own row. No head orders them anew, because a head reads factors.
 */
export function createWeightsRetrieval(kernelModule: WebAssembly.Module, weights: Csr): Retrieval {
  const itemCount = weights.columnCount;
  const index = createWeightsIndex(kernelModule, { itemCount, weights });
  const retrieved = (ranking: Ranking, itemsScored: number): Retrieved => {
    return { ranking, itemsScored, reranked: false, itemsReranked: 0 };
  };
  return {
    sentWeight: () => 1,
    knows: (history, historyWeights) => leadsAnywhere(weights, history, historyWeights),
    get memoryBytes() {
      return index.memoryBytes;
    },
    scan: (history, historyWeights, k, { filter, exclude }) => {
      const options = { filter: filter?.mask, exclude };
      return retrieved(index.scan(history, historyWeights, Math.min(k, itemCount), options), itemCount);
    },
    similar: (item, k, { filter, exclude }) => {
      const options = { filter: filter?.mask, exclude };
      return retrieved(index.similar(item, Math.min(k, itemCount), options), index.rowLength(item));
    },
  };
}
