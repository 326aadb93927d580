import type { Csr } from "../data/csr.ts";
import { type BiasedFactors, penaltyScale } from "./biased-mf.ts";
import { connectedItems } from "./connected-items.ts";
import { foldInWithBias, type UserFactors } from "./fold-in.ts";
import { countInteractions } from "./item-counts.ts";
import type { RatingModel } from "./model.ts";
import { readOptions } from "./options.ts";
import { type FoldInUser, productWithItem, servedFactors } from "./rating-factors.ts";
import { createRatingModel, type RatingScale } from "./rating-model.ts";
import { type RestoreRatings, readScale, scaleState } from "./served-ratings.ts";
import {
  readInitialMean,
  readPenalty,
  readSwitch,
  SGD_READERS,
  type SgdOptions,
  spreadRegularization,
} from "./sgd-options.ts";
import { type ModelState, matrixState, type Savable, stateOf } from "./state.ts";
import { createTrainedRows } from "./trained-rows.ts";

/**
 * SVD++: a factorisation of ratings that also knows which items were rated at all.
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
export interface SvdppOptions extends SgdOptions {
  /** λ_u ≥ 0. */
  readonly regUser: number;
  /** λ_i ≥ 0. */
  readonly regItem: number;
  /** λ_b ≥ 0. */
  readonly regBias: number;
  /** λ_y ≥ 0. */
  readonly regImplicit: number;
  /** Whether the penalties of a row are divided by the root of its ratings. */
  readonly frequencyRegularization: boolean;
  readonly initialMean: number;
}

export const SVDPP_DEFAULTS: SvdppOptions = {
  factors: 100,
  epochs: 60,
  learningRate: 0.008,
  learningRateSchedule: "decay",
  learningRateDecay: 0.97,
  regularization: 0.65,
  regUser: 0.65,
  regItem: 0.65,
  regBias: 0.4,
  regImplicit: 0.03,
  frequencyRegularization: true,
  initialMean: 0,
  initialDeviation: 0.02,
};

const KIND = "svdpp";

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function svdppOptions(given: Readonly<Record<string, unknown>>): SvdppOptions {
  const readers = {
    ...SGD_READERS,
    regUser: readPenalty,
    regItem: readPenalty,
    regBias: readPenalty,
    regImplicit: readPenalty,
    frequencyRegularization: readSwitch,
    initialMean: readInitialMean,
  };
  const options = readOptions(KIND, SVDPP_DEFAULTS, readers, given);
  return spreadRegularization(options, given, ["regUser", "regItem", "regBias", "regImplicit"]);
}

/** What training finds. */
export interface SvdppFactors extends BiasedFactors {
  /** y, f32[items × factors] */
  readonly implicitFactors: Float32Array;
}

/** A fitted SVD++. */
export interface SvdppModel extends RatingModel, Savable {
  readonly kind: "svdpp";
  readonly scale: RatingScale;
  readonly trained: SvdppFactors;
  /** b_u and p_u + z_u of whoever gave these items these ratings, with the items held fixed. */
  foldIn(items: Uint32Array, ratings: Float32Array): UserFactors;
}

/** z_u of whoever rated these items: |N|^−½ Σ y_j in f64. Zero for nobody's items. */
function implicitPart(items: Uint32Array, implicitFactors: Float32Array, factorCount: number): Float64Array {
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

function withImplicit({ bias, factors }: UserFactors, z: Float64Array): UserFactors {
  return { bias, factors: z.map((value, factor) => value + factors[factor]!) };
}

function svdppFoldIn(
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
    const penalties = { factors: weight * options.regUser, bias: weight * options.regBias };
    return withImplicit(foldInWithBias(fixed, items, targets, penalties), z);
  };
}

/** Assembles the model from what training found. `ratings` is what it was trained on, users × items. */
export function createSvdppModel(
  ratings: Csr,
  scale: RatingScale,
  options: SvdppOptions,
  trained: SvdppFactors,
): SvdppModel {
  const { userFactors, userBiases, itemFactors, itemBiases, implicitFactors } = trained;
  const factorCount = options.factors;
  const findTrained = createTrainedRows(ratings);
  const foldIn = svdppFoldIn(options, trained);
  const userOf: FoldInUser = (items, given) => {
    const row = findTrained(items, given);
    if (row === undefined) return foldIn(items, given);
    const factors = userFactors.subarray(row * factorCount, (row + 1) * factorCount);
    return withImplicit({ bias: userBiases[row]!, factors }, implicitPart(items, implicitFactors, factorCount));
  };
  const { predictorOf, scorerOf, product } = servedFactors(scale, { ...trained, factorCount }, userOf);
  const itemCount = ratings.columnCount;
  const popularity = countInteractions(ratings);
  const connected = connectedItems(ratings);
  const own = { kind: KIND, options: { ...options }, itemCount, popularity, connected };
  const model = createRatingModel({ ...own, predictorOf, scorerOf, product });
  const state = (): ModelState =>
    new Map([
      ...stateOf({ scale: scaleState(scale), itemBiases }),
      ...matrixState("itemFactors", itemFactors, factorCount),
      ...matrixState("implicitFactors", implicitFactors, factorCount),
    ]);
  return { ...model, kind: KIND, scale, trained, foldIn, state };
}

/** The model without its users. */
export const restoreSvdpp: RestoreRatings = (given, state, itemCount) => {
  const options = svdppOptions(given);
  const scale = readScale(state);
  const items = {
    mean: scale.mean,
    itemFactors: state.f32("itemFactors", itemCount * options.factors),
    itemBiases: state.f32("itemBiases", itemCount),
    implicitFactors: state.f32("implicitFactors", itemCount * options.factors),
  };
  return servedFactors(scale, { ...items, factorCount: options.factors }, svdppFoldIn(options, items));
};
