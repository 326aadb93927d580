import type { Interactions } from "../../data/interactions.ts";
import { type Fold, type Protocol, split } from "../../data/splits.ts";

/** What a search fits and measures on in one fold, before transforms: these may be a part of what is searched. */
export interface SearchFold {
  /** Parts of the training part: runs are measured on all of them, and the mean counts. */
  readonly validation: readonly Fold[];
  /** The fold itself; undefined where no protocol holds anything out. */
  readonly test: Fold | undefined;
}

/**
 * Divides by `protocol`, and the training part of each fold again by `validation`, with the same seed: no test row of a
 * fold is in the parts that choose for it. Without a protocol all interactions are one training part. Errors as in split.
 */
export function makeSearchFolds(
  interactions: Interactions,
  protocol: Protocol | undefined,
  validation: Protocol,
  seed: number,
): SearchFold[] {
  const divide = (part: Interactions): Fold[] => split(part, validation, seed);
  if (protocol === undefined) return [{ validation: divide(interactions), test: undefined }];
  return split(interactions, protocol, seed).map((test) => {
    return { validation: divide(test.train), test };
  });
}
