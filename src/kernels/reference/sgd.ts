import { dot } from "./matrix.ts";

/** Parameters of a factorisation of ratings, in plain rows. `implicit` makes it SVD++. See assembly/sgd.ts. */
export interface ReferenceFactors {
  readonly mean: number;
  readonly users: readonly Float64Array[];
  readonly items: readonly Float64Array[];
  readonly userBiases: Float64Array;
  readonly itemBiases: Float64Array;
  readonly implicit?: readonly Float64Array[];
}

/** Penalties of one rating, and the step size. */
export interface ReferenceSteps {
  readonly learningRate: number;
  readonly biasRate: number;
  readonly userRegularization: number;
  readonly itemRegularization: number;
  readonly biasRegularization: number;
  readonly implicitRegularization: number;
  readonly userScales: ArrayLike<number>;
  readonly itemScales: ArrayLike<number>;
}

export type ReferenceRating = readonly [user: number, item: number, rating: number];

/** p_u, or with implicit factors p_u + |N|^−½ Σ_{j∈N} y_j. */
function wholeUser(factors: ReferenceFactors, user: number, rated: readonly number[]): Float64Array {
  const whole = Float64Array.from(factors.users[user]!);
  for (const item of factors.implicit ? rated : []) {
    for (let d = 0; d < whole.length; d++) whole[d]! += factors.implicit![item]![d]! / Math.sqrt(rated.length);
  }
  return whole;
}

/** e = r − (μ + b_u + b_i + p·q). `rated` are the items N of the user; only SVD++ uses them. */
export function ratingError(
  factors: ReferenceFactors,
  [user, item, rating]: ReferenceRating,
  rated: readonly number[],
) {
  const level = factors.mean + factors.userBiases[user]! + factors.itemBiases[item]!;
  return rating - (level + dot(wholeUser(factors, user, rated), factors.items[item]!));
}

/** The term of one rating in the objective: e² and its penalties. */
export function ratingTerm(
  factors: ReferenceFactors,
  steps: ReferenceSteps,
  rating: ReferenceRating,
  rated: readonly number[],
): number {
  const [user, item] = rating;
  const [p, q] = [factors.users[user]!, factors.items[item]!];
  const [userScale, itemScale] = [steps.userScales[user]!, steps.itemScales[item]!];
  // e² + λ_u s_u ‖p‖² + λ_i s_i ‖q‖² + λ_b (s_u b_u² + s_i b_i²) + λ_y s_u Σ_{j∈N} ‖y_j‖²
  let term = ratingError(factors, rating, rated) ** 2;
  term += steps.userRegularization * userScale * dot(p, p) + steps.itemRegularization * itemScale * dot(q, q);
  term +=
    steps.biasRegularization *
    (userScale * factors.userBiases[user]! ** 2 + itemScale * factors.itemBiases[item]! ** 2);
  for (const j of factors.implicit ? rated : []) {
    term += steps.implicitRegularization * userScale * dot(factors.implicit![j]!, factors.implicit![j]!);
  }
  return term;
}

/** Takes one step in place, each new value from the values before. Returns e. */
export function stepOnRating(
  factors: ReferenceFactors,
  steps: ReferenceSteps,
  rating: ReferenceRating,
  rated: readonly number[],
): number {
  const [user, item] = rating;
  const e = ratingError(factors, rating, rated);
  const [p, q] = [factors.users[user]!, factors.items[item]!];
  const [whole, before] = [wholeUser(factors, user, rated), Float64Array.from(q)];
  const [userScale, itemScale] = [steps.userScales[user]!, steps.itemScales[item]!];
  const { learningRate, biasRate, userRegularization, itemRegularization, biasRegularization, implicitRegularization } =
    steps;
  // b ← b + η_b (e − λ_b s b)
  factors.userBiases[user]! += biasRate * (e - biasRegularization * userScale * factors.userBiases[user]!);
  factors.itemBiases[item]! += biasRate * (e - biasRegularization * itemScale * factors.itemBiases[item]!);
  for (let d = 0; d < p.length; d++) {
    // p ← p + η (e·q − λ_u s_u p),   q ← q + η (e·(p + z) − λ_i s_i q)
    p[d]! += learningRate * (e * before[d]! - userRegularization * userScale * p[d]!);
    q[d]! += learningRate * (e * whole[d]! - itemRegularization * itemScale * before[d]!);
  }
  for (const j of factors.implicit ? rated : []) {
    // y_j ← y_j + η (e·|N|^−½ q − λ_y s_u y_j), every j ∈ N
    const y = factors.implicit![j]!;
    const root = 1 / Math.sqrt(rated.length);
    for (let d = 0; d < y.length; d++) {
      y[d]! += learningRate * (e * root * before[d]! - implicitRegularization * userScale * y[d]!);
    }
  }
  return e;
}

/** One batch step of a row: x + η ( Σ_j (r_j − x·y_j) y_j − λ x ). */
export function batchRow(
  x: Float64Array,
  rated: readonly (readonly [y: Float64Array, rating: number])[],
  learningRate: number,
  regularization: number,
): Float64Array {
  const gradient = x.map((value) => -regularization * value);
  for (const [y, rating] of rated) {
    const e = rating - dot(x, y);
    for (let d = 0; d < x.length; d++) gradient[d]! += e * y[d]!;
  }
  return x.map((value, d) => value + learningRate * gradient[d]!);
}

/** The order in which a pass over `count` entries visits them: Fisher-Yates from the front, on xorshift32. */
export function passOrder(count: number, seed: number): number[] {
  let z = (seed + 0x9e3779b9) >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad) >>> 0;
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97) >>> 0;
  let state = (z ^ (z >>> 15)) >>> 0 || 1;
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = 0; at < count; at++) {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    const drawn = at + Math.floor((state / 0x1_0000_0000) * (count - at));
    [order[at], order[drawn]] = [order[drawn]!, order[at]!];
  }
  return order;
}
