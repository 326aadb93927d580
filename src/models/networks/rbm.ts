import { exp } from "../../elementary.ts";
import { cosineScores } from "../cosine-scores.ts";
import { defineModel } from "../define-model.ts";
import { exceptWith, integer, number, type OptionsOf } from "../option-specs.ts";
import { clippedScores, type RatingScale } from "../rating-model.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import { readScale, type ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";
import { checkLoop } from "./loop-options.ts";

/**
 * Restricted Boltzmann machine of ratings: each rated item is a softmax over the values that ratings have, r_1 < … < r_K, and
 * binary hidden units join the items of a user. Items that a user has not rated are no part of that user's machine.
 *
 *   E(v, h) = − Σ_i Σ_k v_ik ( a_ik + Σ_j w_ikj h_j ) − Σ_j b_j h_j,   v_ik = 1 where u rated i with r_k
 *
 *   p(h_j = 1 | v) = σ( b_j + Σ_i Σ_k v_ik w_ikj )        p(v_ik = 1 | h) ∝ exp( a_ik + Σ_j w_ikj h_j )
 *
 *   r̂_ui = Σ_k r_k p(v_ik = 1 | ĥ),   ĥ_j = p(h_j = 1 | the ratings of u)
 *
 * Learned by contrastive divergence of `steps` steps with mean fields: hidden and visible units of the chain have their
 * probabilities, so that nothing is drawn but the first weights and the order of users. For a batch of n users
 *
 *   G_ik = Σ_u ( v_ik ĥ_u − v′_ik ĥ′_u ),   u ← momentum·u + C G_i / √(n n_i) − regularization·w,   w ← w + learningRate·u
 *
 * n_i = users of the batch with item i; items without any do not move. C is the prior covariance of the weights of
 * neighbouring values (prior of train-rbm-prior.ts): a rating of 4 also says something of 5.
 *
 * What is printed after an epoch is the root of the mean of ( r_ui − Σ_k r_k v′_ik )² over the rated items, as they were
 * reconstructed during it. With validationShare, the RMSE of those ratings stands beside it.
 *
 * Fold-in is exact, and users of train are no exception: a history gives ĥ in one pass. A rating between two values counts as
 * both, the nearer one more. An item without ratings is predicted by the shares of the values in train, which is their mean.
 *
 * Source: Salakhutdinov, Mnih & Hinton 2007 ("Restricted Boltzmann machines for collaborative filtering"), sections 2 and 3,
 * eq. 1-3, 6, 9 and 10; mean fields: Welling & Hinton 2002.
 */
const options = {
  /** Hidden units. */
  hidden: integer(1, 512, 100),
  /** Passes over the users, at most. */
  epochs: integer(1, 100_000, 80),
  /** Users a step. */
  batchSize: integer(1, 1_000_000, 50),
  /** η of the first epoch. */
  learningRate: number(1e-9, 1000, 0.03),
  /** Factor of η from epoch to epoch. */
  learningRateDecay: number(1e-3, 1, 0.98),
  momentum: number(0, 0.9999, 0.9),
  /** Weight decay, in each step in which an item moves. */
  regularization: number(0, 1e6, 0.02),
  /** k of CD-k. */
  steps: integer(1, 1000, 1),
  /** Share of the ratings that is kept from training and judges each epoch; 0 for none. */
  validationShare: number(0, 0.9, 0),
  /** Epochs without improvement after which training stops; 0 for never. With validation the best weights are taken. */
  patience: integer(0, 100_000, 0),
  /** What counts as an improvement of the validation RMSE. */
  minImprovement: exceptWith("validationShare", 0, number(0, 1e6, 0)),
};

/** The options of rbm. */
export type RbmOptions = OptionsOf<typeof options>;

export const rbm = defineModel({
  name: "rbm",
  summary: "restricted Boltzmann machine of rating values",
  learnsFrom: "ratings",
  options,
  check: checkLoop,
  restore: (own, state, context) => servedByRatings(restoreRbm(own, state, context.itemCount), state, context),
});

/** Distinct ratings that a machine has units for, at most. */
export const MAXIMUM_VALUES = 20;

/** What a machine is. */
export interface Machine {
  readonly scale: RatingScale;
  readonly hidden: number;
  /** r_1 < … < r_K, f32 */
  readonly values: Float32Array;
  /** w, f32[items × K × hidden] */
  readonly weights: Float32Array;
  /** a, f32[items × K] */
  readonly itemBiases: Float32Array;
  /** b, f32[hidden] */
  readonly hiddenBiases: Float32Array;
}

/** The place of a rating among the values: `below` and the share of the value after it. Outside them it is the nearer end. */
export function placeOf(values: Float32Array, rating: number): { readonly below: number; readonly share: number } {
  const last = values.length - 1;
  if (!(rating > values[0]!)) return { below: 0, share: 0 };
  if (rating >= values[last]!) return { below: last, share: 0 };
  let below = 0;
  while (values[below + 1]! <= rating) below++;
  return { below, share: (rating - values[below]!) / (values[below + 1]! - values[below]!) };
}

/** Predictions of a machine: O(history · hidden) a user, O(values · hidden) an item. Sums are f64. */
export function servedMachine(machine: Machine): ServedRatings {
  const { scale, hidden, values, weights, itemBiases, hiddenBiases } = machine;
  const count = values.length;
  const hiddenOf = (items: Uint32Array, ratings: Float32Array): Float64Array => {
    const sums = Float64Array.from(hiddenBiases);
    const add = (row: number, share: number): void => {
      if (share === 0) return;
      for (let unit = 0, at = row * hidden; unit < hidden; unit++, at++) sums[unit]! += share * weights[at]!;
    };
    for (let place = 0; place < items.length; place++) {
      const { below, share } = placeOf(values, ratings[place]!);
      add(items[place]! * count + below, 1 - share);
      add(items[place]! * count + below + 1, share);
    }
    return sums.map((sum) => 1 / (1 + exp(-sum)));
  };
  const logits = new Float64Array(count);
  return {
    scale,
    ...clippedScores(scale, (own, given) => {
      const units = hiddenOf(own, given);
      return (item) => {
        let most = Number.NEGATIVE_INFINITY;
        for (let value = 0; value < count; value++) {
          const row = item * count + value;
          const logit = itemBiases[row]! + dotRow(weights, row * hidden, units);
          logits[value] = logit;
          if (logit > most) most = logit;
        }
        let [whole, sum] = [0, 0];
        for (let value = 0; value < count; value++) {
          const share = exp(logits[value]! - most);
          whole += share;
          sum += share * values[value]!;
        }
        return sum / whole;
      };
    }),
    similarTo: cosineOfSlopes(machine),
  };
}

/** Σ_j weights[start + j] · units[j] in four sums, which do not wait for each other. */
function dotRow(weights: Float32Array, start: number, units: Float64Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = units.length & ~3;
  for (let unit = 0, at = start; unit < whole; unit += 4, at += 4) {
    a += weights[at]! * units[unit]!;
    b += weights[at + 1]! * units[unit + 1]!;
    c += weights[at + 2]! * units[unit + 2]!;
    d += weights[at + 3]! * units[unit + 3]!;
  }
  for (let unit = whole; unit < units.length; unit++) a += weights[start + unit]! * units[unit]!;
  return a + b + (c + d);
}

/** Items are similar where a higher rating moves the hidden units alike: Σ_k (k − mean k) w_ik. Made when first asked for. */
function cosineOfSlopes({ hidden, values, weights }: Machine): (item: number) => Float32Array {
  const middle = (values.length - 1) / 2;
  let scores: ((item: number) => Float32Array) | undefined;
  return (item) => {
    scores ??= cosineScores({ rows: slopes(), laneCount: hidden, factorCount: hidden });
    return scores(item);
  };
  function slopes(): Float32Array {
    const rows = new Float32Array(weights.length / values.length);
    for (let row = 0; row < weights.length / hidden; row++) {
      const lever = (row % values.length) - middle;
      const start = Math.floor(row / values.length) * hidden;
      for (let unit = 0; unit < hidden; unit++) rows[start + unit]! += lever * weights[row * hidden + unit]!;
    }
    return rows;
  }
}

/** Its predictions, from its state. */
function restoreRbm({ hidden }: RbmOptions, state: StateReader, itemCount: number): ServedRatings {
  const values = state.f32("values");
  if (
    values.length < 2 ||
    values.length > MAXIMUM_VALUES ||
    values.some((value, at) => !(value > (values[at - 1] ?? -Infinity)))
  ) {
    state.fail("values", `expected 2 to ${MAXIMUM_VALUES} ascending ratings, got ${values.join(", ")}`);
  }
  return servedMachine({
    scale: readScale(state),
    hidden,
    values,
    weights: state.f32("valueWeights", itemCount * values.length * hidden),
    itemBiases: state.f32("valueBiases", itemCount * values.length),
    hiddenBiases: state.f32("hiddenBiases", hidden),
  });
}
