import type { Fold } from "../data/splits.ts";
import { type Transform, transformFold } from "../data/transforms.ts";
import { OptionsError } from "../errors.ts";
import type { Thresholds } from "./evaluate-ratings.ts";

/** What becomes of a fold's values before anything is fitted to them, and where liked begins. */
export interface Preparation {
  /** Value, before transforms, from which an interaction counts as liked; without it nothing is decided. */
  readonly threshold?: number | undefined;
  /** Prediction, after transforms, from which a model decides for an item; by default the transformed threshold. */
  readonly decideAt?: number | undefined;
  /** What values go through before they are fitted and measured; fitted on each fold's train part. */
  readonly transforms?: readonly Transform[] | undefined;
}

/** A fold on the scale that models see, with the thresholds of that scale; undefined where nothing is decided. */
export interface PreparedFold extends Fold {
  readonly thresholds: Thresholds | undefined;
}

/**
 * Fits the transforms on the fold's train part and applies them to all parts, the threshold included. Throws OptionsError
 * `threshold-lost` where the liked can no longer be told from the others afterwards.
 */
export function prepareFold(original: Fold, preparation: Preparation): PreparedFold {
  const { fold, toScale } = transformFold(original, preparation.transforms ?? []);
  return { ...fold, thresholds: scaleThresholds(original, toScale, preparation) };
}

function scaleThresholds(
  { name, test }: Fold,
  toScale: (value: number) => number,
  { threshold, decideAt }: Preparation,
): Thresholds | undefined {
  if (threshold === undefined) return undefined;
  const liked = toScale(threshold);
  // Values are stored in single precision; a threshold such as 3.3 must be rounded alike to compare.
  const rounded = Math.fround(threshold);
  const lost = test.values.find((value) => value >= rounded !== toScale(value) >= liked);
  if (lost !== undefined) {
    throw new OptionsError(
      "threshold-lost",
      `${name}: threshold ${threshold}: expected transforms that keep liked apart from the others, but ${lost} ` +
        `becomes ${toScale(lost)} and the threshold ${liked}; binarise at the threshold itself`,
    );
  }
  return { liked, decide: decideAt };
}
