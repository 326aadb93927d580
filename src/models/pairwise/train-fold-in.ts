import { type Csr, rowIndices } from "../../data/csr.ts";
import { createItemIndex, type ItemIndex } from "../../kernels/item-index.ts";
import { BIAS_BARRIER, type FoldInConstants, foldInPairwise } from "./pairwise-factors.ts";
import type { PairwiseFactors } from "./train-bpr-factors.ts";

/** What serving needs of factors that were learned from pairs: see pairwise-factors.ts. */
export interface FoldableFactors {
  readonly constants: FoldInConstants;
  /** s */
  readonly scale: number;
  /** f32[items × (factorCount + 1)]: factors, then bᵢ/(s·ℓ). */
  readonly itemFactors: Float32Array;
  /** f32[(factorCount + 1)²]: YᵀY/items, and the barrier in the lane of the bias. */
  readonly gram: Float32Array;
  /** Share of the variance of training's scores (without biases) that folded-in users have: 1 = the very same. */
  readonly explained: number;
}

/** Users of train, evenly spaced, whose factors are compared. */
const SAMPLED_USERS = 100;
/** The search begins with steps of half a decade, and ends when they are below an eighth. */
const FIRST_STEP = 10 ** 0.5;
const LAST_STEP = 10 ** 0.125;
/** κ at most this many times, λ at least this part of where the search begins; the other ways are safe. */
const LARGEST_STRETCH = 100;
/** A scale below this share of the largest means that folding in explains nothing: biases then decide alone. */
const SMALLEST_SCALE = 1e-6;

/**
 * Chooses κ, λ and s so that scores of folded-in users come closest to those of the trained ones: with C the covariance of
 * the item factors, x the trained and x̂ the folded-in factors,
 *
 *   min over κ, λ, s  Σ_u (xᵤ − s·x̂ᵤ)ᵀ C (xᵤ − s·x̂ᵤ)
 *
 * A constant added to all scores of a user changes no ranking, hence the covariance. s has a closed form; κ and λ are found
 * by descent along the axes on a logarithmic grid, within LARGEST_STRETCH of where it begins: with next to no users ever
 * smaller λ fit ever better, until f32 cannot solve the equations, of these users or of a longer history. About thirty passes
 * over SAMPLED_USERS solves; draws nothing.
 */
export function fitFoldIn(module: WebAssembly.Module, trained: PairwiseFactors, interactions: Csr): FoldableFactors {
  const { factorCount } = trained;
  const { gram, covariance, meanSquare } = moments(trained);
  const index = createItemIndex(module, {
    ...{ itemCount: interactions.columnCount, factorCount: factorCount + 1, gram },
    factors: { precision: "f32", values: trained.itemFactors },
  });
  const users = sampleUsers(interactions);
  const judge = (constants: FoldInConstants): Fit =>
    compare(index, constants, users, interactions, trained, covariance);
  const first = { foldInWeight: 0.2, foldInRegularization: Math.max(10 * meanSquare, 1e-6), biasLane: 1 };
  const isTooFar = ({ foldInWeight, foldInRegularization }: FoldInConstants): boolean =>
    foldInWeight > first.foldInWeight * LARGEST_STRETCH ||
    foldInRegularization < first.foldInRegularization / LARGEST_STRETCH;
  let best = first;
  let fit = judge(best);
  for (let step = FIRST_STEP; step > LAST_STEP; ) {
    let moved = false;
    for (const [a, b] of [[1, step] as const, [1, 1 / step] as const, [step, 1] as const, [1 / step, 1] as const]) {
      const next = {
        ...best,
        foldInWeight: best.foldInWeight * a,
        foldInRegularization: best.foldInRegularization * b,
      };
      if (isTooFar(next)) continue;
      const nextFit = judge(next);
      if (!(nextFit.explained > fit.explained)) continue;
      [best, fit, moved] = [next, nextFit, true];
    }
    if (!moved) step = Math.sqrt(step);
  }
  const scale = Math.max(fit.scale, SMALLEST_SCALE);
  const itemFactors = trained.itemFactors.slice();
  const biasLane = laneOf(trained, scale);
  for (let at = factorCount; at < itemFactors.length; at += factorCount + 1) itemFactors[at]! /= scale * biasLane;
  return { constants: { ...best, biasLane }, scale, itemFactors, gram, explained: fit.explained };
}

/**
 * ℓ: the largest |bᵢ/s| over the mean of the items' largest |factor|, so that no bias decides how coarsely a typical row is
 * rounded and none is lost in the rounding; 1 where there are no biases or no factors.
 */
function laneOf({ factorCount, itemFactors }: PairwiseFactors, scale: number): number {
  let [bias, factor] = [0, 0];
  const width = factorCount + 1;
  for (let start = 0; start < itemFactors.length; start += width) {
    let largest = 0;
    for (let at = start; at < start + factorCount; at++) largest = Math.max(largest, Math.abs(itemFactors[at]!));
    factor += (largest * width) / itemFactors.length;
    bias = Math.max(bias, Math.abs(itemFactors[start + factorCount]! / scale));
  }
  const lane = Math.fround(bias / factor);
  return lane > 0 && lane < Number.POSITIVE_INFINITY ? lane : 1;
}

interface Fit {
  readonly scale: number;
  readonly explained: number;
}

/** The best scale of the folded-in factors, and the share of Σ xᵀCx that it explains. */
function compare(
  index: ItemIndex,
  constants: FoldInConstants,
  users: readonly number[],
  interactions: Csr,
  { factorCount, userFactors }: PairwiseFactors,
  covariance: Float64Array,
): Fit {
  let [both, folded, trained] = [0, 0, 0];
  for (const user of users) {
    const x = userFactors.subarray(user * factorCount, (user + 1) * factorCount);
    const estimate = foldInPairwise(index, constants, rowIndices(interactions, user));
    for (let row = 0; row < factorCount; row++) {
      let [ofTrained, ofFolded] = [0, 0];
      for (let column = 0; column < factorCount; column++) {
        const c = covariance[row * factorCount + column]!;
        ofTrained += c * x[column]!;
        ofFolded += c * estimate[column]!;
      }
      both += estimate[row]! * ofTrained;
      folded += estimate[row]! * ofFolded;
      trained += x[row]! * ofTrained;
    }
  }
  if (!(folded > 0 && trained > 0 && both > 0)) return { scale: 0, explained: 0 };
  return { scale: both / folded, explained: both ** 2 / (folded * trained) };
}

function sampleUsers({ rowCount, offsets }: Csr): number[] {
  const users = Array.from({ length: rowCount }, (_, user) => user).filter((u) => offsets[u]! < offsets[u + 1]!);
  const step = Math.max(1, users.length / SAMPLED_USERS);
  return Array.from({ length: Math.min(users.length, SAMPLED_USERS) }, (_, at) => users[Math.floor(at * step)]!);
}

/** YᵀY/items with the barrier, the covariance of the factors, and the mean of their squares. */
function moments({ factorCount, itemFactors }: PairwiseFactors) {
  const width = factorCount + 1;
  const itemCount = itemFactors.length / width;
  const products = new Float64Array(factorCount ** 2);
  const sums = new Float64Array(factorCount);
  for (let item = 0; item < itemCount; item++) {
    const row = itemFactors.subarray(item * width, item * width + factorCount);
    for (let a = 0; a < factorCount; a++) {
      const value = row[a]!;
      sums[a]! += value;
      for (let b = 0; b < factorCount; b++) products[a * factorCount + b]! += value * row[b]!;
    }
  }
  const gram = new Float32Array(width ** 2);
  const covariance = new Float64Array(factorCount ** 2);
  let trace = 0;
  for (let a = 0; a < factorCount; a++) {
    trace += products[a * factorCount + a]! / itemCount;
    for (let b = 0; b < factorCount; b++) {
      const mean = products[a * factorCount + b]! / itemCount;
      gram[a * width + b] = mean;
      covariance[a * factorCount + b] = mean - (sums[a]! / itemCount) * (sums[b]! / itemCount);
    }
  }
  gram[width ** 2 - 1] = BIAS_BARRIER;
  return { gram, covariance, meanSquare: trace / factorCount };
}
