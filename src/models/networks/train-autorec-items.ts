import type { Csr } from "../../data/csr.ts";
import { symmetricEigen } from "../../training/linear/symmetric-eigen.ts";
import type { Biases } from "../means/user-item-baseline.ts";
import type { PairItems } from "./pair-options.ts";
import type { DenseWeights } from "./train-autoencoder.ts";
import { chooseRidge } from "./train-pair-fitted.ts";

/** A component below this share of the largest one is rounding. */
const SMALLEST_SHARE = 1e-7;

/** Items as they are served. */
export interface ItemRows {
  readonly items: PairItems;
  readonly ridges: { readonly ridge: number; readonly biasRidge: number };
}

/**
 * The hidden rows h_i and the decoder's w_u, c_u in the principal components of the w_u:
 *
 *   h_i·w_u = h_i·w̄ + (√Λ Vᵀ h_i)·x_u,   x_u = Λ^−½ Vᵀ (w_u − w̄),   Cov(w) = V Λ Vᵀ
 *
 * x_u has variance 1 in each component, so that one ridge suits all when a history is folded in. h_i·w̄ goes to the
 * item's bias. Users without ratings are not counted.
 */
export function itemRows(
  matrix: Csr,
  hidden: Float32Array,
  { kernel, bias }: DenseWeights,
  { scale, userBiases, itemBiases }: Biases,
  seed: number,
): ItemRows {
  const users = Uint32Array.from({ length: matrix.rowCount }, (_, user) => user).filter(
    (user) => matrix.offsets[user]! < matrix.offsets[user + 1]!,
  );
  const [userCount, itemCount] = [matrix.rowCount, matrix.columnCount];
  const units = kernel.length / userCount;
  const mean = new Float64Array(units);
  for (let unit = 0; unit < units; unit++) {
    for (const user of users) mean[unit]! += kernel[unit * userCount + user]! / users.length;
  }
  const { values, vectors } = symmetricEigen(covariance(kernel, users, userCount, mean), units);
  const roots = values.map((value) => (value > SMALLEST_SHARE * values[0]! ? Math.sqrt(value) : 0));
  const level = (user: number): number => userBiases[user]! + bias[user]!;
  let meanLevel = 0;
  for (const user of users) meanLevel += level(user) / users.length;
  let biasVariance = 0;
  for (const user of users) biasVariance += (level(user) - meanLevel) ** 2 / users.length;

  const itemFactors = new Float32Array(itemCount * units);
  const biases = new Float32Array(itemCount);
  for (let item = 0; item < itemCount; item++) {
    const h = hidden.subarray(item * units, (item + 1) * units);
    let shared = itemBiases[item]!;
    for (let unit = 0; unit < units; unit++) shared += h[unit]! * mean[unit]!;
    biases[item] = shared;
    for (let component = 0; component < units; component++) {
      if (roots[component] === 0) continue;
      let sum = 0;
      for (let unit = 0; unit < units; unit++) sum += vectors[component * units + unit]! * h[unit]!;
      itemFactors[item * units + component] = roots[component]! * sum;
    }
  }
  const items: PairItems = { mean: scale.mean + meanLevel, itemFactors, itemBiases: biases, factorCount: units };
  return {
    items,
    ridges: chooseRidge(items, { biasVariance }, matrix, seed),
  };
}

/** Cov(w) of some columns of units × columns, the lower triangle. */
function covariance(kernel: Float32Array, users: Uint32Array, columns: number, mean: Float64Array): Float64Array {
  const units = mean.length;
  const products = new Float64Array(units * units);
  for (let first = 0; first < units; first++) {
    for (let second = 0; second <= first; second++) {
      let sum = 0;
      for (const user of users) {
        sum += (kernel[first * columns + user]! - mean[first]!) * (kernel[second * columns + user]! - mean[second]!);
      }
      products[first * units + second] = sum / users.length;
    }
  }
  return products;
}
