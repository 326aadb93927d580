import type { Csr } from "../data/csr.ts";
import type { RatingModel } from "./model.ts";
import { countInteractions } from "./popularity.ts";
import { clipRating, createRatingModel } from "./rating-model.ts";
import {
  createUserItemBaselineModel,
  USER_ITEM_BASELINE_DEFAULTS,
  type UserItemBaselineModel,
} from "./user-item-baseline.ts";

/**
 * What factorisations of ratings share: targets, and predictions from factors that are folded in.
 *
 *   with biases:  r̂_ui = μ + b_u + b_i + xᵤ·yᵢ,  fitted to t_ui = r_ui − μ − b_u − b_i     biases: user-item-baseline
 *   without:      r̂_ui = xᵤ·yᵢ,                  fitted to t_ui = r_ui
 *
 * Predictions are clipped to the range of the ratings in train. The biases are those of user-item-baseline with its defaults
 * and stay as they are. They alone predict where there are no factors: for a user without history, or whose history has
 * nothing but items without ratings in train; and for an item without ratings in train.
 */
export interface RatingFactorsParts {
  readonly kind: string;
  readonly options: RatingModel["options"];
  readonly baseline: UserItemBaselineModel;
  /** Whether the factors are fitted to what the baseline leaves. */
  readonly biases: boolean;
  /** f32[items × factorCount]; zero for an item without ratings. */
  readonly itemFactors: Float32Array;
  readonly factorCount: number;
  /** Factors of whoever has these targets for these items, all of them with ratings in train; none where there is no answer. */
  readonly foldIn: (items: Uint32Array, targets: Float64Array) => Float64Array | undefined;
}

/** The biases that such models are fitted beside. Throws DataError `no-ratings` or `bad-rating`. */
export function fitBaseline(ratings: Csr): UserItemBaselineModel {
  return createUserItemBaselineModel(ratings, USER_ITEM_BASELINE_DEFAULTS);
}

/** t_ui of every rating, in the matrix's own order. */
export function targetsOf(ratings: Csr, baseline: UserItemBaselineModel, biases: boolean): Csr {
  if (!biases) return ratings;
  const values = new Float32Array(ratings.values.length);
  for (let user = 0; user < ratings.rowCount; user++) {
    const [start, end] = [ratings.offsets[user]!, ratings.offsets[user + 1]!];
    const own = ratings.indices.subarray(start, end);
    const level = baseline.scale.mean + baseline.foldIn(own, ratings.values.subarray(start, end));
    for (let entry = start; entry < end; entry++) {
      values[entry] = ratings.values[entry]! - level - baseline.itemBiases[ratings.indices[entry]!]!;
    }
  }
  return { ...ratings, values };
}

/** A fitted factorisation of ratings. */
export interface RatingFactorsModel extends RatingModel {
  readonly baseline: UserItemBaselineModel;
  readonly factorCount: number;
  readonly itemFactors: Float32Array;
}

/** Assembles the model. `ratings` are those of train: they say which items have factors. */
export function createRatingFactorsModel(ratings: Csr, parts: RatingFactorsParts): RatingFactorsModel {
  const { kind, options, baseline, biases, itemFactors, factorCount } = parts;
  const { scale, itemBiases } = baseline;
  const counts = countInteractions(ratings);
  const model = createRatingModel({
    kind,
    options,
    itemCount: ratings.columnCount,
    predictorOf: (items, given) => {
      const level = scale.mean + baseline.foldIn(items, given);
      const x = foldInKnown(parts, counts, items, given, level);
      const byBaseline = (item: number): number => level + itemBiases[item]!;
      if (x === undefined) return (item) => clipRating(scale, byBaseline(item));
      return (item) => {
        if (counts[item] === 0) return clipRating(scale, byBaseline(item));
        let sum = biases ? byBaseline(item) : 0;
        const from = item * factorCount;
        for (let factor = 0; factor < factorCount; factor++) sum += x[factor]! * itemFactors[from + factor]!;
        return clipRating(scale, sum);
      };
    },
  });
  return { ...model, baseline, factorCount, itemFactors };
}

/** Folds in what the history has of items with factors; undefined where it has none. */
function foldInKnown(
  { baseline, biases, foldIn }: RatingFactorsParts,
  counts: Float32Array,
  items: Uint32Array,
  given: Float32Array,
  level: number,
): Float64Array | undefined {
  const known = items.filter((item) => counts[item]! > 0);
  if (known.length === 0) return undefined;
  const targets = new Float64Array(known.length);
  let place = 0;
  for (let entry = 0; entry < items.length; entry++) {
    const item = items[entry]!;
    if (counts[item] === 0) continue;
    targets[place++] = biases ? given[entry]! - level - baseline.itemBiases[item]! : given[entry]!;
  }
  return foldIn(known, targets);
}
