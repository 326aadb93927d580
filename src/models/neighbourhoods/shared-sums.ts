import type { Csr } from "../../data/csr.ts";
import { SIMILARITY_FORMULAS } from "../../kernels/training/similarity-abi.ts";
import type { SimilarityPlan } from "./similarity-plan.ts";

/** Similarities of a query row (items with values) to all users; `query` has the three terms of finishSimilarities. */
export type CompareWithUsers = (
  items: Uint32Array,
  values: Float32Array,
  query: readonly [number, number, number],
) => Float64Array;

/** A variance below this part of the sum of squares is what rounding left of zero. */
const ROUNDING = 1e-12;

/**
 * The sums and formulas of assembly/similarity.ts without the kernels, where only those of serving are: every sum rounded as
 * there, in the same order, so that similarities are the same to the last bit. The answer is overwritten by the next.
 */
export function createSharedSums(plan: SimilarityPlan, byItem: Csr, rowTerms: Float64Array): CompareWithUsers {
  const userCount = byItem.columnCount;
  const lanes = { sumDifferences: 2, countEqual: 2, sumProducts: 4, sumMoments: 6 }[plan.sums];
  const sums = plan.sums === "sumMoments" ? new Float64Array(lanes * userCount) : new Float32Array(lanes * userCount);
  const add = { sumDifferences, countEqual, sumProducts, sumMoments }[plan.sums];
  const similarities = new Float64Array(userCount);
  return (items, values, query) => {
    sums.fill(0);
    for (let place = 0; place < items.length; place++) add(sums, byItem, items[place]!, values[place]!);
    for (let user = 0; user < userCount; user++) {
      similarities[user] = finished(plan, sums, user, query, rowTerms);
    }
    return similarities;
  };
}

type Sums = Float32Array | Float64Array;

/** Σ (x − y)², n */
function sumDifferences(sums: Sums, { offsets, indices, values }: Csr, item: number, x: number): void {
  for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
    const row = 2 * indices[at]!;
    const difference = Math.fround(values[at]! - x);
    sums[row]! += Math.fround(difference * difference);
    sums[row + 1]! += 1;
  }
}

/** How many items have x = y, n */
function countEqual(sums: Sums, { offsets, indices, values }: Csr, item: number, x: number): void {
  for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
    const row = 2 * indices[at]!;
    sums[row]! += values[at] === x ? 1 : 0;
    sums[row + 1]! += 1;
  }
}

/** Σxy, Σy², Σx², n */
function sumProducts(sums: Sums, { offsets, indices, values }: Csr, item: number, x: number): void {
  const square = Math.fround(x * x);
  for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
    const row = 4 * indices[at]!;
    const y = values[at]!;
    sums[row]! += Math.fround(x * y);
    sums[row + 1]! += Math.fround(y * y);
    sums[row + 2]! += square;
    sums[row + 3]! += 1;
  }
}

/** Σxy, Σy², Σx², n, Σy, Σx */
function sumMoments(sums: Sums, { offsets, indices, values }: Csr, item: number, x: number): void {
  for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
    const row = 6 * indices[at]!;
    const y = values[at]!;
    sums[row]! += x * y;
    sums[row + 1]! += y * y;
    sums[row + 2]! += x * x;
    sums[row + 3]! += 1;
    sums[row + 4]! += y;
    sums[row + 5]! += x;
  }
}

function finished(
  { formula, minimumSupport, offset, shrinkage }: SimilarityPlan,
  sums: Sums,
  user: number,
  query: readonly [number, number, number],
  rowTerms: Float64Array,
): number {
  const { msd, jaccard, ratingJaccard, cosine, imputed } = SIMILARITY_FORMULAS;
  let n: number;
  let similarity = 0;
  if (formula === msd || formula === jaccard || formula === ratingJaccard) {
    const first = sums[2 * user]!;
    n = sums[2 * user + 1]!;
    const united = query[0] + rowTerms[2 * user]! - n;
    similarity = formula === msd ? 1 / (first / n + 1) : (formula === jaccard ? n : first) / united;
  } else if (formula === cosine || formula === imputed) {
    const row = 4 * user;
    n = sums[row + 3]!;
    if (formula === cosine) {
      similarity = sums[row]! / Math.sqrt(sums[row + 2]! * sums[row + 1]!);
    } else {
      const added = query[0] + query[1] * rowTerms[2 * user]!;
      similarity = (sums[row]! + added) / (query[2] * rowTerms[2 * user + 1]!);
    }
  } else {
    const row = 6 * user;
    n = sums[row + 3]!;
    const [sumY, sumX] = [sums[row + 4]!, sums[row + 5]!];
    const squaresX = n * sums[row + 2]!;
    const squaresY = n * sums[row + 1]!;
    const varianceX = squaresX - sumX * sumX;
    const varianceY = squaresY - sumY * sumY;
    if (varianceX > ROUNDING * squaresX && varianceY > ROUNDING * squaresY) {
      similarity = (n * sums[row]! - sumX * sumY) / Math.sqrt(varianceX * varianceY);
    }
  }
  // 0/0 is NaN and x/0 infinite: neither passes.
  if (!(n >= minimumSupport) || !(Math.abs(similarity) < Number.POSITIVE_INFINITY)) return 0;
  if (formula === imputed || shrinkage <= 0) return similarity;
  return similarity * ((n - offset) / (n - offset + shrinkage));
}
