import type { Csr } from "../../data/csr.ts";
import { createRandom, shuffle } from "../../random.ts";
import { symmetricEigen } from "../../training/linear/symmetric-eigen.ts";

/** Users whose scores stand for those of all. */
export const SAMPLED_USERS = 384;
/** A component below this share of the largest one is rounding. */
const SMALLEST_SHARE = 1e-6;

/** f(u, i) ≈ level + c_u + b_i + x_u·y_i of some users, the c_u left out. */
export interface Components {
  readonly factorCount: number;
  readonly level: number;
  /** Users of the sample, ascending. */
  readonly users: Uint32Array;
  /** f32[sample × factorCount]: variance 1 in each column that is not 0. */
  readonly userFactors: Float32Array;
  /** f32[items × factorCount] */
  readonly itemFactors: Float32Array;
  /** f64[items] */
  readonly itemBiases: Float64Array;
  /** Variance of c_u. */
  readonly biasVariance: number;
  /** Share of the variance of scores, rows and columns centred, that the components have. */
  readonly explained: number;
}

/** Random users with interactions, SAMPLED_USERS at most. */
export function sampleUsers({ rowCount, offsets }: Csr, seed: number): Uint32Array {
  const users = Uint32Array.from({ length: rowCount }, (_, user) => user).filter(
    (user) => offsets[user]! < offsets[user + 1]!,
  );
  return shuffle(users, createRandom(seed, SAMPLE_STREAM)).slice(0, SAMPLED_USERS).sort();
}

const SAMPLE_STREAM = 11;

/**
 * The principal components of scores (sample × items): with D the scores less the means of rows and columns,
 * D = U·S·Vᵀ, x = √n·U and y = V·S/√n for the largest factorCount singular values; columns beyond the rank are 0.
 * From the eigenvalues of D·Dᵀ in f64: O(sample² · items). Of the two signs of a component, the one is taken that makes its
 * largest user positive.
 */
export function principalComponents(
  users: Uint32Array,
  scores: Float32Array,
  itemCount: number,
  factorCount: number,
): Components {
  const sample = users.length;
  const { level, rowMeans, columnMeans } = meansOf(scores, sample, itemCount);
  const centred = new Float32Array(scores.length);
  for (let row = 0; row < sample; row++) {
    for (let item = 0; item < itemCount; item++) {
      centred[row * itemCount + item] = scores[row * itemCount + item]! - rowMeans[row]! - columnMeans[item]! + level;
    }
  }
  const products = productsOfRows(centred, sample, itemCount);
  const { values, vectors } = symmetricEigen(products, sample);
  const userFactors = new Float32Array(sample * factorCount);
  const itemFactors = new Float32Array(itemCount * factorCount);
  const largest = Math.max(0, values[0] ?? 0);
  let [kept, total] = [0, 0];
  for (const value of values) total += Math.max(0, value);
  for (let factor = 0; factor < Math.min(factorCount, sample); factor++) {
    const value = values[factor]!;
    if (!(value > SMALLEST_SHARE * largest)) break;
    kept += value;
    const vector = vectors.subarray(factor * sample, (factor + 1) * sample);
    const sign = signOf(vector);
    const column = new Float64Array(itemCount);
    for (let row = 0; row < sample; row++) {
      const weight = sign * vector[row]!;
      userFactors[row * factorCount + factor] = weight * Math.sqrt(sample);
      for (let item = 0; item < itemCount; item++) column[item]! += weight * centred[row * itemCount + item]!;
    }
    // V·S = Dᵀ·U
    for (let item = 0; item < itemCount; item++) {
      itemFactors[item * factorCount + factor] = column[item]! / Math.sqrt(sample);
    }
  }
  const biasVariance = rowMeans.reduce((sum, mean) => sum + (mean - level) ** 2, 0) / sample;
  const itemBiases = columnMeans.map((mean) => mean - level);
  const explained = total > 0 ? kept / total : 1;
  return { factorCount, level, users, userFactors, itemFactors, itemBiases, biasVariance, explained };
}

function signOf(vector: Float64Array): number {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest) * (1 + 1e-9)) largest = value;
  return largest < 0 ? -1 : 1;
}

function meansOf(scores: Float32Array, sample: number, itemCount: number) {
  const rowMeans = new Float64Array(sample);
  const columnMeans = new Float64Array(itemCount);
  let level = 0;
  for (let row = 0; row < sample; row++) {
    for (let item = 0; item < itemCount; item++) {
      const score = scores[row * itemCount + item]!;
      rowMeans[row]! += score / itemCount;
      columnMeans[item]! += score / sample;
    }
    level += rowMeans[row]! / sample;
  }
  return { level, rowMeans, columnMeans };
}

/** D·Dᵀ, the lower triangle. */
function productsOfRows(rows: Float32Array, count: number, width: number): Float64Array {
  const products = new Float64Array(count * count);
  for (let first = 0; first < count; first++) {
    const a = rows.subarray(first * width, (first + 1) * width);
    for (let second = 0; second <= first; second++) {
      const b = rows.subarray(second * width, (second + 1) * width);
      let [even, odd] = [0, 0];
      let at = 0;
      for (; at + 1 < width; at += 2) {
        even += a[at]! * b[at]!;
        odd += a[at + 1]! * b[at + 1]!;
      }
      if (at < width) even += a[at]! * b[at]!;
      products[first * count + second] = even + odd;
    }
  }
  return products;
}
