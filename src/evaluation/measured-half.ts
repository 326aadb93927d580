/** What can be measured of a model: predicted ratings with the decisions that follow from them, or lists. */
export type MeasuredHalf = (typeof MEASURED_HALVES)[number];
export const MEASURED_HALVES = ["ratings", "rankings"] as const;
