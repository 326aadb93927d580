import type { Csr } from "../../data/csr.ts";
import type { Ranking } from "../../kernels/ranking.ts";
import { createWeightsIndex } from "../../kernels/weights-index.ts";
import { popularItems } from "../popular-tail.ts";
import type { ByScores, ByWeights, ServedModel } from "../served-model.ts";
import { boostedPopular } from "./boost.ts";
import { rightSide } from "./folded-user.ts";
import type { Parts } from "./parts.ts";
import { endBySignal, type Lists, type PartsOptions, type RetrievalContext, type Retrieved } from "./retrieval.ts";

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
  retrieve: ByWeights,
  { kernelModule, arities, popularity }: RetrievalContext,
): Lists {
  const { weights, weighsByOrder = false } = retrieve;
  const itemCount = weights.columnCount;
  const popular = popularItems(popularity);
  const index = createWeightsIndex(kernelModule, { itemCount, weights }, arities);
  const retrieved = (ranking: Ranking, itemsScored: number): Retrieved => ({ ranking, itemsScored });
  return {
    get memoryBytes() {
      return index.memoryBytes;
    },
    itemWeights: index,
    dislikes: weighsByOrder ? "exclusion" : "weights",
    parts: (history, given, wanted, options) =>
      weightParts(weights, wanted, weighedItems(retrieve, history, given, options)),
    scan: (history, given, k, options) => {
      const { items, weights: weighed } = weighedItems(retrieve, history, given, options);
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
export function scoresOfWeights(retrieve: ByWeights): ByScores & Pick<ServedModel, "similarTo"> {
  const { weights, weigh } = retrieve;
  const scores = new Float32Array(weights.columnCount);
  return {
    by: "scores",
    scoresOf: (items, given, _, sequence) => {
      scores.fill(0);
      addRows(weights, items, weigh ? weigh(given, items, sequence) : given, scores);
      return { scores };
    },
    partsOf: (items, given, wanted, sequence) =>
      weightParts(weights, wanted, weighedItems(retrieve, items, given, { sequence })),
    similarTo: (item) => {
      const row = new Float32Array(weights.columnCount);
      addRows(weights, Uint32Array.of(item), Float32Array.of(1), row);
      return row;
    },
  };
}

/** The items that count, with their weights in the matrix: those of the history, likes counted, and dislikes below 0. */
function weighedItems(
  { weigh, weighsByOrder }: ByWeights,
  history: Uint32Array,
  given: Float32Array,
  { sequence, examples }: PartsOptions,
) {
  const own = weigh ? weigh(given, history, sequence) : given;
  if (!examples || weighsByOrder) return weigh ? counting(history, own) : { items: history, weights: own };
  const { dislikes, unitWeight } = examples;
  // A dislike weighs as an item that is named without a value.
  const [unit = unitWeight] = weigh ? weigh(Float32Array.of(unitWeight), dislikes.subarray(0, 1)) : [];
  const { items, rights } = rightSide(history, own, -1, { ...examples, unitWeight: unit });
  return counting(items, rights);
}

/** w_j · B[j, i] of wanted items i: f64[wanted × items]. */
function weightParts(
  { offsets, indices, values }: Csr,
  wanted: Uint32Array,
  { items, weights }: { readonly items: Uint32Array; readonly weights: Float32Array },
): Parts {
  const parts = new Float64Array(wanted.length * items.length);
  const rows = new Map(Array.from(wanted, (item, row) => [item, row]));
  for (let place = 0; place < items.length; place++) {
    const item = items[place]!;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
      const row = rows.get(indices[at]!);
      if (row !== undefined) parts[row * items.length + place] = weights[place]! * values[at]!;
    }
  }
  return { items, parts, popularity: new Float64Array(wanted.length) };
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
