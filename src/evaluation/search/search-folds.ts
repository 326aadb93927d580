import type { Interactions } from "../../data/interactions.ts";
import { type Protocol, split } from "../../data/splits.ts";
import { type Preparation, type PreparedFold, prepareFold } from "../prepare-fold.ts";

/** What a search fits and measures on in one fold. */
export interface SearchFold {
  /** Parts of the training part: runs are measured on all of them, and the mean counts. */
  readonly validation: readonly PreparedFold[];
  /** The fold itself; undefined where no protocol holds anything out. */
  readonly test: PreparedFold | undefined;
}

/**
 * Divides by `protocol`, and the training part of each fold again by `validation`, with the same seed: no test row of a
 * fold is in the parts that choose for it. Without a protocol all interactions are one training part. Transforms are
 * fitted anew on what each part trains on. Errors as in split and prepareFold.
 */
export function makeSearchFolds(
  interactions: Interactions,
  protocol: Protocol | undefined,
  validation: Protocol,
  seed: number,
  preparation: Preparation = {},
): SearchFold[] {
  const divide = (part: Interactions): PreparedFold[] =>
    split(part, validation, seed).map((fold) => prepareFold(fold, preparation));
  if (protocol === undefined) return [{ validation: divide(interactions), test: undefined }];
  return split(interactions, protocol, seed).map((test) => {
    return { validation: divide(test.train), test: prepareFold(test, preparation) };
  });
}
