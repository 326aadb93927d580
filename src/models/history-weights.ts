/** How the values of a history become the weights of its items; apart from the models, so that serving can do it too. */
export const HISTORY_WEIGHTINGS = ["auto", "binary", "above-mean"] as const;

/** `auto` is above-mean for ratings and binary otherwise. */
export type HistoryWeighting = (typeof HISTORY_WEIGHTINGS)[number];

/** Whether ratings weigh a history by how far they are above its mean. */
export function weighsAboveMean(weighting: HistoryWeighting, explicit: boolean): boolean {
  return weighting === "above-mean" || (weighting === "auto" && explicit);
}

/** By how much each rating is above the mean of all, at least 0; 1 for each where all are equal. */
export function aboveMean(ratings: Float32Array): Float32Array {
  const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
  const weights = ratings.map((rating) => Math.max(0, rating - mean));
  return weights.some((weight) => weight > 0) ? weights : ones(ratings);
}

/** 1 for each. */
export function ones(values: Float32Array): Float32Array {
  return new Float32Array(values.length).fill(1);
}
