import { LARGEST_F32 } from "../../check.ts";
import { type Csr, rowIndices, transpose } from "../../data/csr.ts";
import { largestValue, valueScaleAdvice } from "../../data/value-scale.ts";
import { TrainingError } from "../../errors.ts";
import { createLayout } from "../../kernels/layout.ts";
import type { TrainingExports } from "../../kernels/training-abi.ts";
import { type FixedKernels, fixedKernels, trainingHeapBase } from "../../kernels/training-memory.ts";
import { ratingScale } from "../rating-model.ts";
import type { ServedRatings } from "../served-ratings.ts";
import { meanRating, type SlopeOneOptions, type SlopeOnePairs, slopeOne, slopeOneEstimate } from "./slope-one.ts";

/** Where everything lies; plain numbers, so that it can be posted to a thread. */
export interface SlopeOneMap {
  readonly itemCount: number;
  /** Ratings by item and by user, see assembly/slope-one.ts. */
  readonly itemOffsets: number;
  readonly users: number;
  readonly byItem: number;
  readonly userOffsets: number;
  readonly items: number;
  readonly byUser: number;
  /** i32[1]: next block of rows to take. */
  readonly counter: number;
  readonly historyItems: number;
  readonly historyRatings: number;
  readonly out: number;
  /** f32[items · (items − 1) / 2 × 2] */
  readonly pairs: number;
  readonly byteLength: number;
}

/** What to do where there is too little memory. */
export const SLOPE_ONE_REMEDY = "leave out rare items, or use item-knn";

/** Ratings laid out for Slope One, with room for all pairs of items. */
export interface SlopeOneMemory extends FixedKernels {
  readonly map: SlopeOneMap;
}

/**
 * Lays ratings out: 16 bytes a rating and 4 · items². Throws DataError `no-ratings` and `bad-rating`, TrainingError
 * `diverged` for values too large to subtract, and KernelError `memory-limit` before anything is copied: 4 GiB are about 32,000 items.
 */
export function layOutSlopeOne(module: WebAssembly.Module, ratings: Csr): SlopeOneMemory {
  ratingScale(slopeOne.name, ratings);
  checkDifferences(ratings);
  const map = drawUp(trainingHeapBase(module), ratings);
  const fixed = fixedKernels(module, slopeOne.name, map.byteLength, SLOPE_ONE_REMEDY);
  const { buffer } = fixed.memory;
  const byItem = transpose(ratings);
  new Uint32Array(buffer, map.itemOffsets, byItem.offsets.length).set(byItem.offsets);
  new Uint32Array(buffer, map.users, byItem.indices.length).set(byItem.indices);
  new Float32Array(buffer, map.byItem, byItem.values.length).set(byItem.values);
  new Uint32Array(buffer, map.userOffsets, ratings.offsets.length).set(ratings.offsets);
  new Uint32Array(buffer, map.items, ratings.indices.length).set(ratings.indices);
  new Float32Array(buffer, map.byUser, ratings.values.length).set(ratings.values);
  return { ...fixed, map };
}

/** Differences of two ratings are added up over users in f32. Throws TrainingError `diverged` where that may overflow. */
function checkDifferences({ values, rowCount }: Csr): void {
  if (2 * largestValue(values) * rowCount <= LARGEST_F32) return;
  const advice = valueScaleAdvice(values) ?? "leave out the largest values";
  throw new TrainingError("diverged", `${slopeOne.name}: sums of differences are beyond the range of f32; ${advice}`);
}

function drawUp(heapBase: number, { rowCount, columnCount: itemCount, indices }: Csr): SlopeOneMap {
  const layout = createLayout(heapBase);
  return {
    itemCount,
    itemOffsets: layout.region(4 * (itemCount + 1)),
    users: layout.region(4 * indices.length),
    byItem: layout.region(4 * indices.length),
    userOffsets: layout.region(4 * (rowCount + 1)),
    items: layout.region(4 * indices.length),
    byUser: layout.region(4 * indices.length),
    counter: layout.region(4),
    historyItems: layout.region(4 * itemCount),
    historyRatings: layout.region(4 * itemCount),
    out: layout.region(24),
    pairs: layout.region(4 * itemCount * (itemCount - 1)),
    byteLength: layout.end,
  };
}

/** Sums the differences of rows rowStart … rowEnd − 1 with all items before them. */
export function sumSlopeOneRows(kernels: TrainingExports, map: SlopeOneMap, rowStart: number, rowEnd: number): void {
  const { itemOffsets, users, byItem, userOffsets, items, byUser, pairs } = map;
  kernels.slopeOneRows(rowStart, rowEnd, itemOffsets, users, byItem, userOffsets, items, byUser, pairs);
}

/** Predictions by the differences of all pairs, which have been summed in `memory`; the answer to one user is asked for before the next. */
export function predictionsInMemory(
  { kernels, map, memory: { buffer } }: SlopeOneMemory,
  ratings: Csr,
  options: SlopeOneOptions,
): ServedRatings {
  const scale = ratingScale(slopeOne.name, ratings);
  const out = new Float64Array(buffer, map.out, 3);
  const weighted = options.weighting === "support" ? 1 : 0;
  const pairs = allPairs(map, buffer);
  return {
    scale,
    predictorOf: (items, given) => {
      if (items.length === 0) return () => scale.mean;
      new Uint32Array(buffer, map.historyItems, items.length).set(items);
      new Float32Array(buffer, map.historyRatings, items.length).set(given);
      const mean = meanRating(given);
      return (item) => {
        kernels.slopeOnePredict(item, map.historyItems, map.historyRatings, items.length, map.pairs, weighted, map.out);
        const [deviations = 0, rated = 0, weights = 0] = out;
        return slopeOneEstimate(options, scale, mean, { deviations, rated, weights });
      };
    },
    reachesOf: (items) => (item) => items.some((own) => own !== item && pairs[placeOf(item, own) + 1]! > 0),
  };
}

/** The pairs that are among the `keep` best supported of either item, the larger item first. O(items² · log items). */
export function bestSupported({ map, memory: { buffer } }: SlopeOneMemory, keep: number): SlopeOnePairs {
  const { itemCount } = map;
  const pairs = allPairs(map, buffer);
  const best = bestOfEach(pairs, itemCount, keep);
  const chosenBy = transpose(best);
  const offsets = new Uint32Array(itemCount + 1);
  const kept: Uint32Array[] = [];
  for (let item = 0; item < itemCount; item++) {
    const others = new Set([...rowIndices(best, item), ...rowIndices(chosenBy, item)]);
    const row = Uint32Array.from(others)
      .filter((other) => other < item)
      .sort();
    kept.push(row);
    offsets[item + 1] = offsets[item]! + row.length;
  }
  const indices = new Uint32Array(offsets[itemCount]!);
  const values = new Float32Array(indices.length);
  const counts = new Float32Array(indices.length);
  for (const [item, row] of kept.entries()) {
    for (const [place, other] of row.entries()) {
      const at = offsets[item]! + place;
      const pair = placeOf(item, other);
      indices[at] = other;
      values[at] = pairs[pair]!;
      counts[at] = pairs[pair + 1]!;
    }
  }
  return { sums: { rowCount: itemCount, columnCount: itemCount, offsets, indices, values }, counts };
}

function allPairs({ pairs, itemCount }: SlopeOneMap, buffer: ArrayBufferLike): Float32Array {
  return new Float32Array(buffer, pairs, itemCount * (itemCount - 1));
}

/** The `keep` items with the largest n_ij of each item i, of equal ones the lower; values mean nothing. */
function bestOfEach(pairs: Float32Array, itemCount: number, keep: number): Csr {
  const counts = new Float32Array(itemCount);
  const offsets = new Uint32Array(itemCount + 1);
  const rows: number[] = [];
  for (let item = 0; item < itemCount; item++) {
    for (let other = 0; other < itemCount; other++) {
      counts[other] = other === item ? 0 : pairs[placeOf(item, other) + 1]!;
    }
    const shared = counts.filter((count) => count > 0).sort();
    const least = shared[Math.max(0, shared.length - keep)] ?? Number.POSITIVE_INFINITY;
    const greater = shared.length - 1 - shared.lastIndexOf(least);
    let ofLeast = keep - greater;
    for (let other = 0; other < itemCount; other++) {
      if (counts[other]! < least || (counts[other] === least && ofLeast-- <= 0)) continue;
      rows.push(other);
    }
    offsets[item + 1] = rows.length;
  }
  const indices = Uint32Array.from(rows);
  return { rowCount: itemCount, columnCount: itemCount, offsets, indices, values: new Float32Array(indices.length) };
}

/** Where the sum of two items stands, and their count behind it. */
function placeOf(item: number, other: number): number {
  const larger = Math.max(item, other);
  return larger * (larger - 1) + 2 * Math.min(item, other);
}
