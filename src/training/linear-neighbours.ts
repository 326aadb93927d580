import type { Csr } from "../data/csr.ts";
import type { TrainingContext } from "./context.ts";
import { placeLists, readLists } from "./linear-lists.ts";
import { withLinearThreads } from "./linear-threads.ts";

/** What the similarity kernel is told: weighted users of each item, a formula and its terms. */
export interface WeightedItems {
  /** items × users */
  readonly matrix: Csr;
  /** As numbered in assembly/similarity.ts. */
  readonly formula: 0 | 1 | 2;
  /** f32[items]: of the item that is recommended. Powers of norms, counts, or ones. */
  readonly ownTerms: Float32Array;
  /** f32[items]: of the item of the history. */
  readonly terms: Float32Array;
}

/** Factors of a product of sparse matrices, and the formula of its entries. */
export interface SimilarityParts extends WeightedItems {
  /** users × items: the other factor of the product. */
  readonly users: Csr;
  readonly shrinkage: number;
}

/** Memory of `largestSimilarities`, as trainers state it. */
export function similaritiesMemory(
  options: { readonly neighbours: number },
  shape: { readonly users: number; readonly items: number; readonly interactions: number },
  threads: number,
) {
  const { users, items, interactions } = shape;
  const capacity = listLength(options, items);
  const interactionBytes = 2 * interactions * 8 + (2 * items + users) * 4;
  return {
    kernelBytes: interactionBytes + items * (capacity * 8 + 8) + threads * items * 8,
    // The lists come out of the kernels once, and once more in order.
    heapBytes: 2 * items * capacity * 8,
    remedy: `use fewer neighbours (now ${options.neighbours})`,
  };
}

/** B, items × items: column i holds the largest similarities of item i. */
export function largestSimilarities(
  { matrix, users, formula, ownTerms, terms, shrinkage }: SimilarityParts,
  options: { readonly neighbours: number; readonly normalize: boolean; readonly locality?: number },
  context: TrainingContext,
): Promise<Csr> {
  const itemCount = matrix.rowCount;
  const capacity = listLength(options, itemCount);
  return withLinearThreads(context, async (threads) => {
    const left = threads.place(matrix);
    const right = threads.place(users);
    const placed = { ownTerms: threads.placeArray(ownTerms), terms: threads.placeArray(terms) };
    const lists = placeLists(threads, itemCount, capacity, itemCount * 8);
    await threads.run({ kind: "similar", left, right, formula, ...placed, shrinkage, ...lists }, "items");
    const similarities = readLists(threads, lists, itemCount, true);
    const weights = sharpen(similarities, options.locality ?? 1);
    return options.normalize ? normalizeColumns(weights) : weights;
  });
}

/** Similarities of an item that are kept. */
function listLength({ neighbours }: { readonly neighbours: number }, itemCount: number): number {
  return Math.max(1, Math.min(neighbours, itemCount - 1));
}

/** Every weight to the power q; the same matrix for q = 1. */
function sharpen(weights: Csr, locality: number): Csr {
  return locality === 1 ? weights : { ...weights, values: weights.values.map((value) => value ** locality) };
}

/** Divides the weights towards each item by their sum: the columns of `weights` then sum to 1. */
function normalizeColumns(weights: Csr): Csr {
  const sums = new Float64Array(weights.columnCount);
  for (let at = 0; at < weights.indices.length; at++) sums[weights.indices[at]!]! += weights.values[at]!;
  return { ...weights, values: weights.values.map((value, at) => value / sums[weights.indices[at]!]!) };
}
