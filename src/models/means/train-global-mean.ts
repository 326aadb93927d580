import { ratingScale } from "../rating-model.ts";
import { scaleState } from "../served-ratings.ts";
import { stateOf } from "../state.ts";
import { trainable } from "../train-model.ts";
import { globalMean } from "./global-mean.ts";

/** The mean of the ratings. Throws DataError `no-ratings` or `bad-rating`. */
export const trainGlobalMean = trainable(globalMean, {
  fit: ({ matrix }, options) => ({
    options,
    state: stateOf({ scale: scaleState(ratingScale(globalMean.name, matrix)) }),
  }),
});
