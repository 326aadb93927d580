import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel, type RestoreContext } from "../define-model.ts";
import { servedFactors } from "../gradient-descent/rating-factors.ts";
import { baselineFoldIn, type UserItemBaselineOptions } from "../means/user-item-baseline.ts";
import { choice, integer, number, type OptionsOf } from "../option-specs.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import type { ServedModel } from "../served-model.ts";
import { readScale } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";
import { type Encoder, encode, readEncoder } from "./encoder.ts";
import { checkLoop, loopOptions } from "./loop-options.ts";
import { foldInPair, type PairItems } from "./pair-options.ts";

/**
 * AutoRec: an autoencoder of rows of ratings, whose loss is of the ratings that are there.
 *
 *   r̂_ui = μ + b_u + b_i + h_i·w_u + c_u,   h_i = σ( Σ_(v∈S_i) (r_vi − μ − b_v − b_i) e_v + d )        rows=items
 *   r̂_ui = μ + b_u + b_i + h_u·w_i + c_i,   h_u = σ( Σ_(j∈S_u) (r_uj − μ − b_u − b_j) e_j + d )        rows=users
 *
 *   min  1/|S| Σ_S (r_ui − r̂_ui)²  +  l2 ( ‖E‖² + ‖W‖² ),   predictions clipped to the range of the ratings in train
 *
 * The biases are those of user-item-baseline with both penalties `biasRegularization`, found before: the source has none.
 *
 * rows=items: h_i are rows of the catalogue, brought to the principal components of the w_u of train. Every
 * history is folded in, those of train too, by one exact ridge regression with a bias on the rows of its items, around the mean of
 * w_u; the ridge is the one that predicts hidden ratings of train best. That predicts better than the w_u that training found.
 * rows=users: the history is encoded, and nothing is left to fold in.
 *
 * Source: Sedhain, Menon, Sanner & Xie 2015 ("AutoRec: autoencoders meet collaborative filtering"), equations 1 and 2.
 */
const options = {
  /** Whose ratings a row of the autoencoder is: an item's (I-AutoRec) or a user's (U-AutoRec). */
  rows: choice(["items", "users"], "items"),
  /** Units of the hidden layer. */
  units: integer(1, MAXIMUM_FACTOR_COUNT - 1, 100),
  /** Penalty on E and W. */
  l2: number(0, 1000, 7e-4),
  /** Share of a row's ratings that a step does not see. */
  dropout: number(0, 0.99, 0),
  /** λ of b_u and b_i, in ratings. */
  biasRegularization: number(0, 1e6, 5),
  ...loopOptions({ learningRate: 0.01, learningRateSchedule: "linear", batchSize: 64, epochs: 30 }),
};

/** The options of autorec. */
export type AutorecOptions = OptionsOf<typeof options>;

export const autorec = defineModel({
  name: "autorec",
  summary: "autoencoder of the ratings of items or users",
  learnsFrom: "ratings",
  options,
  check: checkLoop,
  restore: restoreAutorec,
});

/** The options of the biases. */
export function biasOptions({
  biasRegularization,
}: Pick<AutorecOptions, "biasRegularization">): UserItemBaselineOptions {
  return {
    method: "als",
    epochs: 15,
    userRegularization: biasRegularization,
    itemRegularization: biasRegularization,
    learningRate: 0.005,
    regularization: 0,
  };
}

function restoreAutorec(given: AutorecOptions, state: StateReader, context: RestoreContext): ServedModel {
  const { itemCount } = context;
  const scale = readScale(state);
  const own = {
    itemFactors: state.f32("itemFactors", itemCount * given.units),
    itemBiases: state.f32("itemBiases", itemCount),
    factorCount: given.units,
  };
  if (given.rows === "items") {
    const [mean = 0, ridge = 0, biasRidge = 0] = state.f64("foldIn", 3);
    const items: PairItems = { ...own, mean };
    return servedByRatings(servedFactors(scale, items, foldInPair(items, { ridge, biasRidge })), state, context);
  }
  const userOf = encodedUser(
    given,
    scale.mean,
    state.f64("baseline", itemCount),
    readEncoder(state, itemCount, [{ units: given.units, activation: "sigmoid" }]),
  );
  return servedByRatings(servedFactors(scale, { ...own, mean: scale.mean }, userOf), state, context);
}

/** b_u and h_u of a history; `baseline` are the b_i. */
export function encodedUser(given: AutorecOptions, mean: number, baseline: Float64Array, encoder: Encoder) {
  const biasOf = baselineFoldIn(biasOptions(given), { mean, minimum: 0, maximum: 0 }, baseline);
  return (items: Uint32Array, ratings: Float32Array) => {
    const bias = biasOf(items, ratings);
    const values = Float64Array.from(items, (item, place) => ratings[place]! - mean - bias - baseline[item]!);
    return { bias, factors: encode(encoder, items, values) };
  };
}
