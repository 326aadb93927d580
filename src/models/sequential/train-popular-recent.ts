import { completeTimestamps } from "../../data/splits/timestamps.ts";
import { exp } from "../../elementary.ts";
import { stateOf } from "../state.ts";
import { type TrainingData, trainable } from "../train-model.ts";
import { popularRecent } from "./popular-recent.ts";

const SECONDS_A_DAY = 86_400;
/** Half-lives in the median age of an interaction, where none is asked for. */
const HALF_LIVES = 8;
/** Where all interactions have the same time, any half-life gives their numbers. */
const ANY_DAYS = 1;
/** What an interaction counts however old it is. */
const LEAST = 2 ** -60;

/** Adds up the decayed interactions of each item (popular-recent.ts). Throws OptionsError `missing-timestamps`. */
export const trainPopularRecent = trainable(popularRecent, {
  settle: (options, data) => {
    if (options.halfLifeDays !== "auto") return options;
    const ages = agesOf(data).sort();
    const median = ages[ages.length >> 1] ?? 0;
    return { ...options, halfLifeDays: median > 0 ? median / HALF_LIVES : ANY_DAYS };
  },
  fit: (data, options) => {
    const { items, itemIds } = data.interactions;
    const ages = agesOf(data);
    const recent = new Float64Array(itemIds.size);
    const halfLife = options.halfLifeDays === "auto" ? ANY_DAYS : options.halfLifeDays;
    for (const [row, item] of items.entries()) recent[item]! += exp((-Math.LN2 * ages[row]!) / halfLife) + LEAST;
    return { options, state: stateOf({ recent: Float32Array.from(recent) }) };
  },
});

/** Days between each interaction and the newest: f64[interactions]. */
function agesOf({ interactions }: Pick<TrainingData, "interactions">): Float64Array {
  const times = completeTimestamps(interactions, popularRecent.name, "a model that needs none, such as popularity");
  const newest = times.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
  return times.map((time) => (newest - time) / SECONDS_A_DAY);
}
