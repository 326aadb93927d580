import type { Csr } from "../../src/data/csr.ts";
import type { ImplicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";

/** Factors of both sides in f64, row-major. */
export interface Factors {
  readonly users: Float64Array;
  readonly items: Float64Array;
}

/**
 * The objective of src/models/implicit-als/implicit-als.ts, term by term and without any short cut:
 *
 *   Σ_(u,i)∈S w_ui (xᵤ·yᵢ − 1)²  +  α₀ Σ_u Σ_i (xᵤ·yᵢ)²  +  λ ( Σ_u n_u^ν ‖xᵤ‖² + Σ_i n_i^ν ‖yᵢ‖² )
 */
export function objective(interactions: Csr, options: ImplicitAlsOptions, factors: Factors): number {
  const { dense, userPenalty, itemPenalty } = expand(interactions, options);
  const { rowCount, columnCount } = interactions;
  let total = 0;
  for (let user = 0; user < rowCount; user++) {
    for (let item = 0; item < columnCount; item++) {
      const score = dot(options, factors, user, item);
      const weight = dense[user * columnCount + item]!;
      total += weight * (score - 1) ** 2 + options.unobservedWeight * score ** 2;
    }
  }
  for (const [at, value] of factors.users.entries())
    total += userPenalty[Math.floor(at / options.factors)]! * value ** 2;
  for (const [at, value] of factors.items.entries())
    total += itemPenalty[Math.floor(at / options.factors)]! * value ** 2;
  return total;
}

/** Its derivatives: ∂/∂xᵤ = 2 Σ_i ( w_ui (xᵤ·yᵢ − 1) + α₀ xᵤ·yᵢ ) yᵢ + 2 λ n_u^ν xᵤ, and the same for the items. */
export function gradient(interactions: Csr, options: ImplicitAlsOptions, factors: Factors): Factors {
  const { dense, userPenalty, itemPenalty } = expand(interactions, options);
  const { rowCount, columnCount } = interactions;
  const width = options.factors;
  const users = factors.users.map((value, at) => 2 * userPenalty[Math.floor(at / width)]! * value);
  const items = factors.items.map((value, at) => 2 * itemPenalty[Math.floor(at / width)]! * value);
  for (let user = 0; user < rowCount; user++) {
    for (let item = 0; item < columnCount; item++) {
      const score = dot(options, factors, user, item);
      const slope = 2 * (dense[user * columnCount + item]! * (score - 1) + options.unobservedWeight * score);
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

/** Weights as a dense matrix, 0 where nothing was observed, and λ·n^ν of every row. */
function expand(interactions: Csr, options: ImplicitAlsOptions) {
  const { rowCount, columnCount, offsets, indices, values } = interactions;
  const dense = new Float64Array(rowCount * columnCount);
  const userCounts = new Float64Array(rowCount);
  const itemCounts = new Float64Array(columnCount);
  for (let user = 0; user < rowCount; user++) {
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) {
      const item = indices[at]!;
      const strength = { binary: 0, linear: values[at]!, log: Math.log(1 + values[at]!) }[options.weighting];
      dense[user * columnCount + item] = 1 + options.confidence * strength;
      userCounts[user]! += 1;
      itemCounts[item]! += 1;
    }
  }
  const penalty = (counts: Float64Array, others: number) =>
    counts.map(
      (n) => options.regularization * (n + options.unobservedWeight * others) ** options.regularizationExponent,
    );
  return { dense, userPenalty: penalty(userCounts, columnCount), itemPenalty: penalty(itemCounts, rowCount) };
}
