import { show } from "../check.ts";
import { OptionsError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { notTrained } from "./not-trained.ts";
import { measuredNames, SERVED, servedModel } from "./served.ts";
import { baseName } from "./with-head.ts";

/** Names of the models that can be trained and packed into an artefact, in the order of help texts. */
export const PACKED_NAMES: readonly string[] = SERVED.filter(({ isImported }) => !isImported).map(({ name }) => name);

/** Names of the models without a trainer, which `nearedge import` packs. */
export const IMPORTED_NAMES: readonly string[] = SERVED.filter(({ isImported }) => isImported).map(({ name }) => name);

/**
 * Names of the models that can be measured, compared and tuned: also with a re-ranker behind those that one is tried behind
 * unasked. Others have one by the ending of the name.
 */
export const MEASURED_NAMES: readonly string[] = measuredNames();

/** For a name of `--model` that nothing can be packed by. */
export function notPacked(name: string): OptionsError {
  if (servedModel(name)?.isImported) return notTrained("--model", name);
  return new OptionsError(
    "unknown-model",
    `--model: expected one of ${PACKED_NAMES.join(", ")}; got ${show(name)}${didYouMean(name, PACKED_NAMES)}`,
  );
}

/** For a name that no model has; `others` can be named as well. */
export function unknownModel(name: string, others: readonly string[] = []): OptionsError {
  if (servedModel(baseName(name))?.isImported) return notTrained("model", name);
  const known = [...MEASURED_NAMES, ...others.filter((other) => other !== name)];
  return new OptionsError(
    "unknown-model",
    `model: expected one of ${known.join(", ")}; got ${JSON.stringify(name)}${didYouMean(name, known)}`,
  );
}
