import { parseTransform, type Transform } from "../../data/transforms.ts";
import { OptionsError } from "../../errors.ts";
import type { Setting } from "./run.ts";
import type { Target } from "./target.ts";

/** The dimension that is no option of a model: what values go through before anything is fitted to them. */
export const TRANSFORM = "transform";

/** Its value for values as they are. */
const NO_TRANSFORM = "none";

/** A comma that a name follows begins another transform; one that a number follows belongs to its parameters. */
const BETWEEN_TRANSFORMS = /,(?=\s*[a-z])/i;

/** `none,sigmoid:4,0.5,centre` is three values. */
export function splitTransforms(text: string): string[] {
  return text.split(BETWEEN_TRANSFORMS);
}

/** The transforms of a setting, or undefined where none is searched for. Throws OptionsError for one that is none. */
export function transformsOf(set: Setting): Transform[] | undefined {
  const text = set[TRANSFORM];
  if (text === undefined) return undefined;
  return text === NO_TRANSFORM ? [] : [parseTransform(text)];
}

/** A setting without its transform: what the model is given. */
export function modelOptions(set: Setting): Setting {
  return Object.fromEntries(Object.entries(set).filter(([key]) => key !== TRANSFORM));
}

/** Whether these settings measure on several scales, so that errors of one cannot stand beside those of another. */
export function hasSeveralScales(settings: readonly Setting[]): boolean {
  return new Set(settings.map((set) => set[TRANSFORM])).size > 1;
}

/**
 * Checks the transforms of settings, where they have any. Throws OptionsError: `unknown-transform`, `bad-transform`, `scales-differ` where errors on several scales would decide, `option-twice` where values go through
 * `fixed` transforms too.
 */
export function checkTransforms(settings: readonly Setting[], target: Target, fixed: readonly Transform[]): void {
  const searched = settings.map(transformsOf).filter((transforms) => transforms !== undefined);
  if (searched.length === 0) return;
  if (fixed.length > 0) {
    throw new OptionsError("option-twice", "transform: expected it fixed by --transform or searched for, got both");
  }
  if (!target.isError || !hasSeveralScales(settings)) return;
  throw new OptionsError(
    "scales-differ",
    `--metric ${target.metric}: expected a metric that means the same after every transform, but errors are on the scale of ` +
      "the values; search by f1, roc-auc or another one of --threshold, or by a ranking such as ndcg@10",
  );
}
