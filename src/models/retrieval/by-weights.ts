import type { Csr } from "../../data/csr.ts";
import type { Ranking } from "../../kernels/ranking.ts";
import { createWeightsIndex } from "../../kernels/weights-index.ts";
import { popularItems } from "../popular-tail.ts";
import type { ByScores, ByWeights, ServedModel } from "../served-model.ts";
import { boostedPopular } from "./boost.ts";
import { endBySignal, type Lists, type RetrievalContext, type Retrieved } from "./retrieval.ts";

/** Bytes of a matrix up to which it is copied into kernel memory: of a whole matrix there may be no room for a copy. */
const LARGEST_COPY = 2 ** 30;
const BYTES_PER_ENTRY = 8;

/** Whether a matrix is small enough for the kernels. */
export function fitsKernels({ indices }: Csr): boolean {
  return indices.length * BYTES_PER_ENTRY <= LARGEST_COPY;
}

/**
 * Retrieval by a matrix of weights between items: the rows of the history are added up. Every item gets a score, whatever
 * the filter; items that no row reaches have 0, and are ordered by popularity. Similar items are the positive entries of the
 * item's own row.
 */
export function createWeightsRetrieval(
  { weights, weigh }: ByWeights,
  { kernelModule, popularity }: RetrievalContext,
): Lists {
  const itemCount = weights.columnCount;
  const popular = popularItems(popularity);
  const index = createWeightsIndex(kernelModule, { itemCount, weights });
  const retrieved = (ranking: Ranking, itemsScored: number): Retrieved => ({ ranking, itemsScored });
  return {
    get memoryBytes() {
      return index.memoryBytes;
    },
    itemWeights: index,
    scan: (history, given, k, options) => {
      const { items, weights: weighed } = weigh
        ? counting(history, weigh(given, history, options.sequence))
        : { items: history, weights: given };
      const search = (length: number, filter = options.filter?.mask): Ranking =>
        index.scan(items, weighed, length, { filter, exclude: options.exclude, boost: options.boost });
      const standing = boostedPopular(popular, options.boost);
      return retrieved(endBySignal(search(Math.min(k, itemCount)), standing, options, search), itemCount);
    },
    similar: (item, k, { filter, exclude, boost }) => {
      const options = { filter: filter?.mask, exclude, boost };
      return retrieved(index.similar(item, Math.min(k, itemCount), options), index.rowLength(item));
    },
  };
}

/**
 * The same without a copy of the matrix, with the same scores to the last bit: the weight, each product and each sum are
 * rounded to f32, in the order of the history.
 */
export function scoresOfWeights({ weights, weigh }: ByWeights): ByScores & Pick<ServedModel, "similarTo"> {
  const scores = new Float32Array(weights.columnCount);
  return {
    by: "scores",
    scoresOf: (items, given, _, sequence) => {
      scores.fill(0);
      addRows(weights, items, weigh ? weigh(given, items, sequence) : given, scores);
      return { scores };
    },
    similarTo: (item) => {
      const row = new Float32Array(weights.columnCount);
      addRows(weights, Uint32Array.of(item), Float32Array.of(1), row);
      return row;
    },
  };
}

/** The items of a history that have a weight: a model that reads order looks at the last ones alone. */
function counting(history: Uint32Array, weights: Float32Array) {
  if (!weights.includes(0)) return { items: history, weights };
  return { items: history.filter((_, at) => weights[at] !== 0), weights: weights.filter((weight) => weight !== 0) };
}

/** Adds the rows of these items to scores, f32[items], as the kernel rounds. */
function addRows({ offsets, indices, values }: Csr, own: Uint32Array, given: Float32Array, scores: Float32Array): void {
  for (let entry = 0; entry < own.length; entry++) {
    const weight = Math.fround(given[entry]!);
    const item = own[entry]!;
    if (weight === 0) continue;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
      scores[indices[at]!]! += Math.fround(weight * values[at]!);
    }
  }
}
