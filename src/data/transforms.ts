import { show } from "../check.ts";
import { OptionsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import type { Interactions } from "./interactions.ts";
import type { Fold } from "./splits/fold.ts";
import { BINARISE } from "./transforms/binarise.ts";
import { CENTRE } from "./transforms/centre.ts";
import { SIGMOID } from "./transforms/sigmoid.ts";
import type { Transform, TransformFamily } from "./transforms/transform.ts";

export type { Transform } from "./transforms/transform.ts";

const TRANSFORMS: Readonly<Record<string, TransformFamily>> = {
  sigmoid: SIGMOID,
  binarise: BINARISE,
  centre: CENTRE,
};

/**
 * Reads a transform as the command line writes it: `sigmoid:5,1`, `binarise:4`, `centre`.
 *
 * Throws OptionsError `unknown-transform`, naming those that exist, or `bad-transform` for parameters that do not fit.
 */
export function parseTransform(text: string): Transform {
  const [kind = "", ...rest] = text.trim().split(":");
  const family = Object.hasOwn(TRANSFORMS, kind) ? TRANSFORMS[kind] : undefined;
  if (family !== undefined) return family.parse(rest.length === 0 ? undefined : rest.join(":"));
  const known = Object.values(TRANSFORMS).map(({ syntax }) => syntax);
  const hint = didYouMean(kind, Object.keys(TRANSFORMS));
  throw new OptionsError(
    "unknown-transform",
    `transform: expected one of ${known.join(", ")}; got ${show(text)}${hint}`,
  );
}

/** A transformed fold, and the transform of values that are compared with it, such as a threshold. */
export interface TransformedFold {
  readonly fold: Fold;
  /** The value on the scale of the fold: a value of the table is mapped exactly as in the table. */
  readonly toScale: (value: number) => number;
}

/**
 * Changes the values of a fold by transforms, one after the other, each fitted on the train values that the one before
 * returned.
 *
 * Train, test and foldIn go through the same change; ids, rows and candidates stay. Values are rounded to f32 before
 * and after every step, in the table and in `toScale` alike, so that comparing with a changed threshold is exact.
 * Without transforms the fold is returned unchanged. Errors are those of the transforms. O(rows · transforms).
 */
export function transformFold(fold: Fold, transforms: readonly Transform[]): TransformedFold {
  const { train, toScale } = fitAll(fold.train, transforms);
  if (transforms.length === 0) return { fold, toScale };
  const change = (part: Interactions): Interactions => ({ ...part, values: part.values.map(toScale) });
  const { test, foldIn } = fold;
  return { fold: { ...fold, train, test: change(test), ...(foldIn && { foldIn: change(foldIn) }) }, toScale };
}

/** Changes the values of a table that is train as a whole, as transformFold does with the train part. */
export function transformInteractions(interactions: Interactions, transforms: readonly Transform[]): Interactions {
  return fitAll(interactions, transforms).train;
}

function fitAll(
  original: Interactions,
  transforms: readonly Transform[],
): { train: Interactions; toScale: TransformedFold["toScale"] } {
  let train = original;
  let toScale: TransformedFold["toScale"] = Math.fround;
  for (const transform of transforms) {
    const [before, change] = [toScale, transform.fit(train.values)];
    toScale = (value) => Math.fround(change(before(value)));
    train = { ...train, values: train.values.map(change) };
  }
  return { train, toScale };
}
