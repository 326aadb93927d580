/** How like items are to each other. */
export interface Likeness {
  /** What it goes by. */
  readonly by: "factors" | "weights" | "categories";
  /** Looks at some items: how like two of them are. */
  among(items: Uint32Array): PairLikeness;
}

/**
 * Writes how like each of the items is to the one at `place` into `target`, f32[items]: 1 for items that are the same in all that is
 * compared, 0 for items that have nothing in common, and where nothing is known of one of them.
 */
export type PairLikeness = (place: number, target: Float32Array) => void;
