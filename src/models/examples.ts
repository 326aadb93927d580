/**
 * What a request names as liked and disliked, in dense form, beside a history that has the likes in it. An item is in one of the
 * two at most.
 */
export interface Examples {
  /** Liked items, ascending; all of them are in the history. */
  readonly likes: Uint32Array;
  /** f32 beside the items of the history: how often each counts, 1 for what was chosen and the weight of a like added up. */
  readonly counts: Float32Array;
  /** Disliked items, ascending. Models of ratings have them in the history too, with the lowest rating; no other model has. */
  readonly dislikes: Uint32Array;
  /** f32 beside them: how often each counts. */
  readonly dislikeCounts: Float32Array;
  /** What an item weighs that a request names without a value. */
  readonly unitWeight: number;
}

/** Orders by likeness to what was chosen, in place of what the model folds in. */
export const EXAMPLE_STRATEGIES = ["average", "best"] as const;
export type ExampleStrategy = (typeof EXAMPLE_STRATEGIES)[number];

/** Weights of a history, each as often as its item counts. */
export function countedWeights(weights: Float32Array, examples: Examples | undefined): Float32Array {
  return examples ? weights.map((weight, place) => weight * examples.counts[place]!) : weights;
}

/** Two lists of items, one behind the other. */
export function joinedItems(first: Uint32Array, second: Uint32Array): Uint32Array {
  const joined = new Uint32Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** The same of weights. */
export function joinedWeights(first: Float32Array, second: Float32Array): Float32Array {
  const joined = new Float32Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
