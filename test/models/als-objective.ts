import type { Csr } from "../../src/data/csr.ts";
import type { ImplicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";

/** Factors of both sides in f64, row-major. */
export interface Factors {
  readonly users: Float64Array;
  readonly items: Float64Array;
}

/**
 * The objectives of src/models/implicit-als/implicit-als.ts, term by term and without any short cut:
 *
 *   Σ_u Σ_i ( a_ui (xᵤ·yᵢ − 1)²  +  b_ui (xᵤ·yᵢ)² )  +  λ ( Σ_u n_u^ν ‖xᵤ‖² + Σ_i n_i^ν ‖yᵢ‖² )
 *
 * ials: a = w for observed pairs and 0 for others, b = α₀. hkv: a = C and b = 0 for observed pairs, a = 0 and b = 1 for others.
 */
export function objective(interactions: Csr, options: ImplicitAlsOptions, factors: Factors): number {
  const { towardsOne, towardsZero, userPenalty, itemPenalty } = expand(interactions, options);
  const { rowCount, columnCount } = interactions;
  let total = 0;
  for (let user = 0; user < rowCount; user++) {
    for (let item = 0; item < columnCount; item++) {
      const score = dot(options, factors, user, item);
      const pair = user * columnCount + item;
      total += towardsOne[pair]! * (score - 1) ** 2 + towardsZero[pair]! * score ** 2;
    }
  }
  for (const [at, value] of factors.users.entries())
    total += userPenalty[Math.floor(at / options.factors)]! * value ** 2;
  for (const [at, value] of factors.items.entries())
    total += itemPenalty[Math.floor(at / options.factors)]! * value ** 2;
  return total;
}

/** Its derivatives: ∂/∂xᵤ = 2 Σ_i ( a_ui (xᵤ·yᵢ − 1) + b_ui xᵤ·yᵢ ) yᵢ + 2 λ n_u^ν xᵤ, and the same for the items. */
export function gradient(interactions: Csr, options: ImplicitAlsOptions, factors: Factors): Factors {
  const { towardsOne, towardsZero, userPenalty, itemPenalty } = expand(interactions, options);
  const { rowCount, columnCount } = interactions;
  const width = options.factors;
  const users = factors.users.map((value, at) => 2 * userPenalty[Math.floor(at / width)]! * value);
  const items = factors.items.map((value, at) => 2 * itemPenalty[Math.floor(at / width)]! * value);
  for (let user = 0; user < rowCount; user++) {
    for (let item = 0; item < columnCount; item++) {
      const score = dot(options, factors, user, item);
      const pair = user * columnCount + item;
      const slope = 2 * (towardsOne[pair]! * (score - 1) + towardsZero[pair]! * score);
      for (let factor = 0; factor < width; factor++) {
        users[user * width + factor]! += slope * factors.items[item * width + factor]!;
        items[item * width + factor]! += slope * factors.users[user * width + factor]!;
      }
    }
  }
  return { users, items };
}

function dot({ factors: width }: ImplicitAlsOptions, { users, items }: Factors, user: number, item: number): number {
  let sum = 0;
  for (let factor = 0; factor < width; factor++) sum += users[user * width + factor]! * items[item * width + factor]!;
  return sum;
}

/** a and b as dense matrices, and λ·n^ν of every row. */
function expand(interactions: Csr, options: ImplicitAlsOptions) {
  const { rowCount, columnCount, offsets, indices, values } = interactions;
  const isHkv = options.objective === "hkv";
  const towardsOne = new Float64Array(rowCount * columnCount);
  const towardsZero = new Float64Array(rowCount * columnCount).fill(isHkv ? 1 : options.unobservedWeight);
  const userCounts = new Float64Array(rowCount);
  const itemCounts = new Float64Array(columnCount);
  for (let user = 0; user < rowCount; user++) {
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) {
      const item = indices[at]!;
      const pair = user * columnCount + item;
      const strength = { binary: isHkv ? 1 : 0, linear: values[at]!, log: Math.log(1 + values[at]!) }[
        options.weighting
      ];
      towardsOne[pair] = (isHkv ? options.confidenceOffset : 1) + options.confidence * strength;
      if (isHkv) towardsZero[pair] = 0;
      userCounts[user]! += 1;
      itemCounts[item]! += 1;
    }
  }
  const penalty = (counts: Float64Array, others: number) =>
    counts.map((n) => {
      const effective = isHkv ? n : n + options.unobservedWeight * others;
      return options.regularization * effective ** options.regularizationExponent;
    });
  return {
    towardsOne,
    towardsZero,
    userPenalty: penalty(userCounts, columnCount),
    itemPenalty: penalty(itemCounts, rowCount),
  };
}
