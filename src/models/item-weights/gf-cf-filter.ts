import { type Csr, transpose } from "../../data/csr.ts";
import type { Filtered } from "../../kernels/graph-filter.ts";
import type { ByScores, ServedModel } from "../served-model.ts";
import {
  csrState,
  joinStates,
  type ModelState,
  matrixState,
  personalState,
  type StateReader,
  stateOf,
} from "../state.ts";

/** What a fitted GF-CF consists of. */
export interface FilterParts {
  /** R̃, users × items. */
  readonly matrix: Csr;
  /** f64[items]: n_i^−b, 0 for an item without interactions. */
  readonly itemScales: Float64Array;
  /** f32[items × factorCount], the right singular vectors of R̃. */
  readonly v: Float32Array;
}

/** α and s of the filter. */
interface FilterWeights {
  readonly alpha: number;
  readonly sharpening: number;
}

/** Filters many histories at a time: score of item i for history h at filtered[i · stride + h]. A view until the next call. */
export type FilterHistories = (histories: readonly Uint32Array[]) => Filtered;

/** Beside the largest score of a signal: what is left of items that nothing connects, since V is f32 and found by iterations. */
const NOISE = 5e-6;

/** The filter as a state; the interactions of users are in it. */
export function filterState({ matrix, itemScales, v }: FilterParts): ModelState {
  return joinStates(
    personalState(csrState("interactions", matrix)),
    stateOf({ itemScales }),
    matrixState("v", v, v.length / Math.max(1, itemScales.length)),
  );
}

/** The filter of a state. Throws ArtefactError `model-state`, `needs-private-files`. */
export function readFilter(state: StateReader, itemCount: number): FilterParts {
  const matrix = state.csr("interactions", undefined, itemCount);
  const itemScales = state.f64("itemScales", itemCount);
  const v = state.f32("v");
  if (v.length % Math.max(1, itemCount) !== 0) state.fail("v", `expected rows of ${itemCount} items`);
  return { matrix, itemScales, v };
}

/**
 * The filter without kernels, a history at a time, with the same scores to the last bit: every product and every sum is rounded
 * to f32, in the order of the entries (kernels/graph-filter.ts).
 */
export function createPlainFilter(
  { matrix, itemScales, v }: FilterParts,
  { alpha, sharpening }: FilterWeights,
): FilterHistories {
  const turned = transpose(matrix);
  const itemCount = matrix.columnCount;
  const factorCount = itemCount === 0 ? 0 : v.length / itemCount;
  const filterOne = (history: Uint32Array): Float32Array => {
    const users = new Float32Array(matrix.rowCount);
    const coefficients = new Float32Array(factorCount);
    for (const item of history) {
      for (let at = turned.offsets[item]!; at < turned.offsets[item + 1]!; at++) {
        users[turned.indices[at]!]! += turned.values[at]!;
      }
      const scale = itemScales[item]!;
      for (let f = 0; f < factorCount; f++) coefficients[f]! += scale * v[item * factorCount + f]!;
    }
    const smooth = product(turned, users);
    for (let item = 0; item < itemCount; item++) {
      let low = 0;
      for (let f = 0; f < factorCount; f++) {
        low = Math.fround(low + Math.fround(v[item * factorCount + f]! * coefficients[f]!));
      }
      smooth[item]! += itemScales[item]! > 0 ? (alpha / itemScales[item]!) * low : 0;
    }
    if (sharpening === 0) return smooth;
    const spread = product(turned, product(matrix, smooth));
    return smooth.map((score, item) => score - sharpening * spread[item]!);
  };
  return (histories) => {
    const stride = histories.length;
    const filtered = new Float32Array(itemCount * stride);
    for (const [at, history] of histories.entries()) {
      for (const [item, score] of filterOne(history).entries()) filtered[item * stride + at] = score;
    }
    return { filtered, stride };
  };
}

/** Sparse rows times a vector. */
function product({ rowCount, offsets, indices, values }: Csr, x: Float32Array): Float32Array {
  const out = new Float32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let sum = 0;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      sum = Math.fround(sum + Math.fround(values[at]! * x[indices[at]!]!));
    }
    out[row] = sum;
  }
  return out;
}

/** Retrieval by a filter; with `batch`, which the filter takes at a time. */
export function scoresOfFilter(
  filter: FilterHistories,
  itemCount: number,
  batch?: number,
): Pick<ServedModel, "similarTo"> & { readonly retrieve: ByScores } {
  const scores = new Float32Array(itemCount);
  const scoresOf = (items: Uint32Array): Float32Array => scoresAt(filter([items]), 0, scores);
  return {
    retrieve: {
      by: "scores",
      scoresOf: (items) => ({ scores: scoresOf(items) }),
      together:
        batch === undefined
          ? undefined
          : {
              size: batch,
              scoresOf: (rows) => {
                const filtered = filter(rows.map(({ history }) => history));
                return (row) => ({ scores: scoresAt(filtered, row, scores) });
              },
            },
    },
    similarTo: (item) =>
      scoresOf(Uint32Array.of(item))
        .slice()
        .fill(0, item, item + 1),
  };
}

/** Writes the scores of one of the histories that were filtered together; those that are rounding of V are 0. */
export function scoresAt({ filtered, stride }: Filtered, history: number, scores: Float32Array): Float32Array {
  let largest = 0;
  for (let item = 0; item < scores.length; item++) {
    const score = filtered[item * stride + history]!;
    scores[item] = score;
    largest = Math.max(largest, Math.abs(score));
  }
  for (let item = 0; item < scores.length; item++) {
    if (Math.abs(scores[item]!) <= NOISE * largest) scores[item] = 0;
  }
  return scores;
}
