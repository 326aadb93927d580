import type { Csr } from "../../data/csr.ts";
import {
  type Baseline,
  baselineFoldIn,
  createBaseline,
  USER_ITEM_BASELINE_DEFAULTS,
} from "../means/user-item-baseline.ts";
import { clippedScores, type RatingScale } from "../rating-model.ts";
import type { RatingProduct } from "../rating-product.ts";
import { readScale, rowsWithLanes, type ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";

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
export type FoldInResiduals = (items: Uint32Array, targets: Float64Array) => Float64Array | undefined;

/** The biases that such models are fitted beside. Throws DataError `no-ratings` or `bad-rating`. */
export function fitBaseline(ratings: Csr): Baseline {
  return createBaseline(ratings, USER_ITEM_BASELINE_DEFAULTS);
}

/** t_ui of every rating, in the matrix's own order. */
export function targetsOf(ratings: Csr, baseline: Baseline, biases: boolean): Csr {
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

/** What such a model predicts from. */
export interface ResidualItems {
  /** Whether the factors are fitted to what the baseline leaves. */
  readonly biases: boolean;
  /** f32[items × factorCount]; zero for an item without ratings. */
  readonly itemFactors: Float32Array;
  readonly factorCount: number;
  /** Factors of a user with these targets for these items, all of them with ratings in train; none where there is no answer. */
  readonly foldIn: FoldInResiduals;
  readonly scale: RatingScale;
  /** b_i, f64[items] */
  readonly itemBiases: Float64Array;
  /** Bit i % 32 of word i / 32 set = item i has ratings in train: u32[⌈items / 32⌉]. */
  readonly rated: Uint32Array;
}

/**
 * What such a model keeps, but for what it folds in by. No `factorCount` means that the number of factors follows from how
 * many values there are, up to `most`.
 */
export function readResiduals(
  state: StateReader,
  itemCount: number,
  { factorCount, most }: { readonly factorCount?: number; readonly most: number },
): Omit<ResidualItems, "biases" | "foldIn"> {
  const found = factorCount ?? Math.floor(state.f32("itemFactors").length / itemCount);
  const count = Math.min(most, Math.max(1, found));
  return {
    scale: readScale(state),
    itemBiases: state.f64("itemBiases", itemCount),
    itemFactors: state.f32("itemFactors", itemCount * count),
    factorCount: count,
    rated: state.u32("rated", Math.ceil(itemCount / 32)),
  };
}

/** The predictions of such a model. Ranked before clipping. */
export function servedResiduals(items: ResidualItems): ServedRatings {
  const { scale, itemBiases, rated, biases, itemFactors, factorCount } = items;
  const foldInBias = baselineFoldIn(USER_ITEM_BASELINE_DEFAULTS, scale, itemBiases);
  const userOf = (own: Uint32Array, given: Float32Array): UserOfResiduals => {
    const level = scale.mean + foldInBias(own, given);
    return { level, factors: foldInRated(items, own, given, level) };
  };
  return {
    scale,
    ...clippedScores(scale, (own, given) => {
      const { level, factors } = userOf(own, given);
      if (factors === undefined) return (item) => level + itemBiases[item]!;
      return (item) => {
        if (!isRated(rated, item)) return level + itemBiases[item]!;
        let sum = biases ? level + itemBiases[item]! : 0;
        const from = item * factorCount;
        for (let factor = 0; factor < factorCount; factor++) sum += factors[factor]! * itemFactors[from + factor]!;
        return sum;
      };
    }),
    product: residualProduct(items, userOf),
  };
}

/** μ + b_u of a user, and x where there is one. */
interface UserOfResiduals {
  readonly level: number;
  readonly factors: Float64Array | undefined;
}

/**
 * With biases one lane follows the factors: b_i, whose partner in the query is 1. Without them a second one follows that is 1
 * for items without ratings, and there the query has μ + b_u, since the others have no constant. Without x, biases alone decide.
 */
function residualProduct(
  { itemBiases, rated, biases, itemFactors, factorCount, scale }: ResidualItems,
  userOf: (items: Uint32Array, ratings: Float32Array) => UserOfResiduals,
): RatingProduct {
  const laneCount = factorCount + (biases ? 1 : 2);
  return {
    get rows() {
      const unrated = Uint8Array.from(itemBiases, (_, item) => (isRated(rated, item) ? 0 : 1));
      return rowsWithLanes(itemFactors, factorCount, biases ? [itemBiases] : [itemBiases, unrated]);
    },
    laneCount,
    factorCount,
    userBiases: biases ? [1] : [0, scale.mean],
    queryOf: (own, given) => {
      const { level, factors } = userOf(own, given);
      const query = new Float32Array(laneCount);
      if (factors) query.set(factors);
      if (biases || factors === undefined) query[factorCount] = 1;
      else query[factorCount + 1] = level;
      return query;
    },
  };
}

/** Which items have ratings, as bits: u32[⌈items / 32⌉]. */
export function ratedItems(ratings: Csr): Uint32Array {
  const rated = new Uint32Array(Math.ceil(ratings.columnCount / 32));
  for (const item of ratings.indices) rated[item >>> 5]! |= 1 << (item & 31);
  return rated;
}

function isRated(rated: Uint32Array, item: number): boolean {
  return ((rated[item >>> 5]! >>> (item & 31)) & 1) === 1;
}

/** Folds in what the history has of items with factors; undefined where it has none. */
function foldInRated(
  { itemBiases, rated, biases, foldIn }: ResidualItems,
  items: Uint32Array,
  given: Float32Array,
  level: number,
): Float64Array | undefined {
  const known = items.filter((item) => isRated(rated, item));
  if (known.length === 0) return undefined;
  const targets = new Float64Array(known.length);
  let place = 0;
  for (let entry = 0; entry < items.length; entry++) {
    const item = items[entry]!;
    if (isRated(rated, item)) targets[place++] = biases ? given[entry]! - level - itemBiases[item]! : given[entry]!;
  }
  return foldIn(known, targets);
}
