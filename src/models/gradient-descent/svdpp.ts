import { defineModel } from "../define-model.ts";
import { foldInWithBias, type UserFactors } from "../fold-in.ts";
import { flag, followingGiven, formerly, type OptionsOf } from "../option-specs.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import { readScale, type ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";
import { type BiasedFactors, penaltyScale } from "./biased-mf.ts";
import { type FoldInUser, productWithItem, servedFactors } from "./rating-factors.ts";
import { initialDeviation, initialMean, penalty, sgdOptions } from "./sgd-options.ts";

/**
 * SVD++: a factorisation of ratings that also uses which items a user has rated, whatever the rating.
 *
 *   r̂_ui = μ + b_u + b_i + q_i·(p_u + z_u),   z_u = |N_u|^−½ Σ_{j∈N_u} y_j,   clipped to the range of the ratings in train
 *
 *   min  Σ_(u,i)∈S [ (r_ui − r̂_ui)² + λ_u s_u ‖p_u‖² + λ_i s_i ‖q_i‖² + λ_b (s_u b_u² + s_i b_i²)
 *                    + λ_y s_u Σ_{j∈N_u} ‖y_j‖² ]
 *
 *   N_u = items rated by u;   s_u = s_i = 1, or with frequencyRegularization s_u = |S_u|^−½, s_i = |S_i|^−½
 *
 * A step is taken for each rating, with all y_j of its user. Users are visited in a random order, each with all ratings in a
 * random order; that makes it possible to move the y_j of a user once, with the very result of moving them at every rating
 * (assembly/sgd.ts). p, q, y begin as N(initialMean, initialDeviation²), biases at 0. Rows without ratings are zero.
 *
 * A history that equals a row of train is answered from the p_u and b_u that training gave that row. Any other is folded in:
 * z_u follows from the history, and b_u, p_u are the exact minimiser of their own terms of the objective with the items held
 * fixed. An empty history has b_u = 0, p_u = z_u = 0; an unknown item b_i = 0, q_i = y_i = 0.
 *
 * Source: Koren 2008 ("Factorization meets the neighborhood"), eq. 15. The settings of scikit-surprise's SVDpp are
 * factors=20, epochs=20, learningRate=0.007, learningRateSchedule=constant, regularization=0.02,
 * frequencyRegularization=false, initialDeviation=0.1. The defaults were chosen on validation parts of MovieLens 100K.
 */
const options = {
  ...sgdOptions({ epochs: 60, learningRate: 0.008, learningRateSchedule: "decay", regularization: 0.65 }),
  /** λ_u ≥ 0. */
  userRegularization: formerly(followingGiven("regularization", penalty(0.65)), "regUser"),
  /** λ_i ≥ 0. */
  itemRegularization: formerly(followingGiven("regularization", penalty(0.65)), "regItem"),
  /** λ_b ≥ 0. */
  biasRegularization: formerly(followingGiven("regularization", penalty(0.4)), "regBias"),
  /** λ_y ≥ 0. */
  implicitRegularization: formerly(followingGiven("regularization", penalty(0.03)), "regImplicit"),
  /** Whether the penalties of a row are divided by the root of its ratings. */
  frequencyRegularization: flag(true),
  initialMean: initialMean(),
  initialDeviation: initialDeviation(0.02),
};

/** The options of svdpp. */
export type SvdppOptions = OptionsOf<typeof options>;

export const svdpp = defineModel({
  name: "svdpp",
  summary: "factors and biases of ratings, with what a user has rated beside the ratings",
  learnsFrom: "ratings",
  options,
  restore: (given, state, context) => servedByRatings(restoreSvdpp(given, state, context.itemCount), state, context),
});

/** What training finds. */
export interface SvdppFactors extends BiasedFactors {
  /** y, f32[items × factors] */
  readonly implicitFactors: Float32Array;
}

/** z_u of a user with these items: |N|^−½ Σ y_j in f64; zero without items. */
export function implicitPart(items: Uint32Array, implicitFactors: Float32Array, factorCount: number): Float64Array {
  const z = new Float64Array(factorCount);
  const root = items.length === 0 ? 0 : 1 / Math.sqrt(items.length);
  for (const item of items) {
    for (let factor = 0; factor < factorCount; factor++)
      z[factor]! += root * implicitFactors[item * factorCount + factor]!;
  }
  return z;
}

/** What is needed of the items to fold users in. */
type SvdppItems = Pick<SvdppFactors, "mean" | "itemFactors" | "itemBiases" | "implicitFactors">;

/** The user with z_u added to the factors. */
export function withImplicit({ bias, factors }: UserFactors, z: Float64Array): UserFactors {
  return { bias, factors: z.map((value, factor) => value + factors[factor]!) };
}

/** b_u and p_u + z_u of a user by a history of ratings, with the items held fixed. */
export function svdppFoldIn(
  options: SvdppOptions,
  { mean, itemFactors, itemBiases, implicitFactors }: SvdppItems,
): FoldInUser {
  const factorCount = options.factors;
  const fixed = { factorCount, itemFactors };
  return (items, given) => {
    const z = implicitPart(items, implicitFactors, factorCount);
    const targets = Float64Array.from(
      items,
      (item, place) => given[place]! - mean - itemBiases[item]! - productWithItem(z, fixed, item),
    );
    const weight = items.length * penaltyScale(options.frequencyRegularization, items.length);
    const penalties = { factors: weight * options.userRegularization, bias: weight * options.biasRegularization };
    return withImplicit(foldInWithBias(fixed, items, targets, penalties), z);
  };
}

/** Its predictions, from its state. */
function restoreSvdpp(own: SvdppOptions, state: StateReader, itemCount: number): ServedRatings {
  const scale = readScale(state);
  const items = {
    mean: scale.mean,
    itemFactors: state.f32("itemFactors", itemCount * own.factors),
    itemBiases: state.f32("itemBiases", itemCount),
    implicitFactors: state.f32("implicitFactors", itemCount * own.factors),
  };
  return servedFactors(scale, { ...items, factorCount: own.factors }, svdppFoldIn(own, items));
}
