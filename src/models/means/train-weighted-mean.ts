import { ratingScale } from "../rating-model.ts";
import { scaleState } from "../served-ratings.ts";
import { stateOf } from "../state.ts";
import { trainable } from "../train-model.ts";
import { weightedMean } from "./weighted-mean.ts";

/** The weighted mean of every item. Throws DataError `no-ratings` or `bad-rating`. */
export const trainWeightedMean = trainable(weightedMean, {
  fit: ({ matrix }, options) => {
    const scale = ratingScale(weightedMean.name, matrix);
    const counts = new Uint32Array(matrix.columnCount);
    const itemMeans = new Float64Array(matrix.columnCount);
    for (const [entry, item] of matrix.indices.entries()) {
      counts[item]! += 1;
      itemMeans[item]! += matrix.values[entry]!;
    }
    for (const [item, count] of counts.entries()) {
      // With m = 0 an item without ratings has no weight at all.
      itemMeans[item] = count === 0 ? scale.mean : (itemMeans[item]! + options.m * scale.mean) / (count + options.m);
    }
    return { options, state: stateOf({ scale: scaleState(scale), itemMeans }) };
  },
});
