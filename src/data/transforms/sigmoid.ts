import { badTransform, parseNumbers, type Transform, type TransformFamily } from "./transform.ts";

export const SIGMOID: TransformFamily = { syntax: "sigmoid:INFLECTION,STEEPNESS", parse };

/**
 * Maps a scale onto an S-shaped curve between 1 and 10:
 *
 *   x ↦ 9 / (1 + e^((a − x) · s)) + 1
 *
 * At the inflection a the result is 5.5; the larger the steepness s > 0, the closer it is to a step. It has no fitted
 * parameters.
 */
function parse(parameters: string | undefined): Transform {
  const [inflection = Number.NaN, steepness = 0] = parseNumbers(parameters, 2) ?? [];
  // Steepness 0 makes every value 5.5, and below 0 the order is reversed.
  if (!(steepness > 0)) {
    throw badTransform("sigmoid", "an inflection and a steepness above 0, as in sigmoid:5,1", parameters);
  }
  return {
    name: `sigmoid:${inflection},${steepness}`,
    fit: () => (value) => 9 / (1 + Math.exp((inflection - value) * steepness)) + 1,
  };
}
