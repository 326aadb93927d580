import { ArtefactError } from "../../errors.ts";
import { clipRating, type RatingScale } from "../rating-model.ts";
import type { ServedModel } from "../served-model.ts";
import type { ServedRatings } from "../served-ratings.ts";

/** b and w of a mix of ratings. */
export interface RatingMix {
  readonly intercept: number;
  /** By member. */
  readonly weights: Float64Array;
}

/** b + Σ w_m r̂^m for each entry, clipped to the scale: f64[entries]. */
export function mixPredictions(predictions: readonly Float64Array[], mix: RatingMix, scale: RatingScale): Float64Array {
  const mixed = new Float64Array(predictions[0]?.length ?? 0).fill(mix.intercept);
  for (const [member, predicted] of predictions.entries()) {
    const weight = mix.weights[member]!;
    for (let entry = 0; entry < mixed.length; entry++) mixed[entry]! += weight * predicted[entry]!;
  }
  for (let entry = 0; entry < mixed.length; entry++) mixed[entry] = clipRating(scale, mixed[entry]!);
  return mixed;
}

/** What a member of a mix of ratings says. */
export type PredictingMember = Pick<ServedModel, "predict" | "isAlike">;

/** The mix of models that predict ratings. Throws ArtefactError `unknown-model` for a member that does not. */
export function mixRatings(
  members: readonly PredictingMember[],
  { intercept, weights }: RatingMix,
  scale: RatingScale,
): ServedRatings {
  const predicting = members.map(({ predict }) => {
    if (predict) return predict;
    throw new ArtefactError("unknown-model", "hybrid: expected members that predict ratings");
  });
  return {
    scale,
    isAlike: members.every(({ isAlike }) => isAlike === true),
    predictorOf: (items, ratings) => {
      const predictors = predicting.map((predict) => predict(items, ratings));
      return (item) => {
        let sum = intercept;
        for (const [member, predict] of predictors.entries()) sum += weights[member]! * predict(item);
        return clipRating(scale, sum);
      };
    },
  };
}
