import { EXAMPLE_STRATEGIES, type ExampleStrategy } from "../models/examples.ts";

/** How history, likes and dislikes make a list: the model's own way, or by likeness to examples. */
export const STRATEGIES = ["fold-in", ...EXAMPLE_STRATEGIES] as const;
/** One of STRATEGIES: `fold-in`, or by likeness to examples `average` and `best`. */
export type Strategy = (typeof STRATEGIES)[number];

/** Whether a strategy orders by likeness to examples, in place of the model's own way. */
export function isLikeness(strategy: Strategy | undefined): strategy is ExampleStrategy {
  return strategy !== undefined && strategy !== "fold-in";
}
