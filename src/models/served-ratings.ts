import { LARGEST_F32 } from "../check.ts";
import type { PredictorOf, RatingScale } from "./rating-model.ts";
import type { RatingProduct } from "./rating-product.ts";
import type { ReachesOf } from "./rating-signal.ts";
import type { StateReader } from "./state.ts";

/**
 * A rating model as serving has it: every user is folded in from their history, also users of train.
 */
export interface ServedRatings {
  readonly scale: RatingScale;
  /** The predictor of a user who gave these items (u32, ascending, distinct) these ratings (f32). */
  readonly predictorOf: PredictorOf;
  /** The same before clipping, where the fitted model ranks by that. */
  readonly scorerOf?: PredictorOf | undefined;
  /** For models that know of which items they know nothing, by this history; others reach all. */
  readonly reachesOf?: ReachesOf | undefined;
  /** Whether items stand in the same order for all users, whatever the history. */
  readonly isAlike?: boolean | undefined;
  /** Where an unclipped prediction is a product of vectors, up to a constant of the user. */
  readonly product?: RatingProduct | undefined;
  /** How alike the items are to one, f32[items], 0 where they have nothing in common; for models without a product. */
  readonly similarTo?: ((item: number) => Float32Array) | undefined;
}

/** μ, and the lowest and highest rating, as a state keeps them. */
export function scaleState({ mean, minimum, maximum }: RatingScale): Float64Array {
  return Float64Array.of(mean, minimum, maximum);
}

/** The scale that `scaleState` kept. Ratings are f32, and so are the ends of their scale. */
export function readScale(state: StateReader): RatingScale {
  const [mean = 0, minimum = 0, maximum = 0] = state.f64("scale", 3);
  if (!(minimum <= maximum && [mean, minimum, maximum].every((value) => Math.abs(value) <= LARGEST_F32))) {
    const expected = "expected the mean, the lowest and the highest rating, within the range of f32";
    state.fail("scale", `${expected}; got ${mean}, ${minimum} and ${maximum}`);
  }
  return { mean, minimum, maximum };
}

/** Rows of factors with further lanes behind them: f32[items × (factorCount + lanes.length)]. */
export function rowsWithLanes(
  itemFactors: Float32Array,
  factorCount: number,
  lanes: readonly ArrayLike<number>[],
): Float32Array {
  const itemCount = itemFactors.length / factorCount;
  const laneCount = factorCount + lanes.length;
  const rows = new Float32Array(itemCount * laneCount);
  for (let item = 0; item < itemCount; item++) {
    rows.set(itemFactors.subarray(item * factorCount, (item + 1) * factorCount), item * laneCount);
    for (const [lane, values] of lanes.entries()) rows[item * laneCount + factorCount + lane] = values[item]!;
  }
  return rows;
}
