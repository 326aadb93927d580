import { OptionsError } from "../errors.ts";
import { type Model, PACKING_OPTIONS } from "../models/define-model.ts";
import { notPacked, PACKED_NAMES, unknownModel } from "../models/model-names.ts";
import type { OptionValues } from "../models/option-specs.ts";
import { checkReRankable } from "../models/re-rankable.ts";
import { servedModel } from "../models/served.ts";
import { baseName, WITH_HEAD } from "../models/with-head.ts";
import type { HeadRequest } from "../rerankers/wanted-reranker.ts";
import { type Settings, typedOptions } from "./typed-options.ts";

/** A model with its options as they were read. */
export interface CheckedOptions {
  readonly model: string;
  readonly options: OptionValues;
  readonly predicts: boolean;
}

/** The definition of a model by its name, which may end in `+head`. Throws OptionsError `unknown-model`. */
export function modelOf(name: string): Model {
  const model = servedModel(baseName(name));
  if (model) return model;
  throw unknownModel(name);
}

/**
 * Checks options by the definition of their model, before anything is loaded that reads data or trains. Options that name columns
 * are checked when the data are there. Throws OptionsError, RangeError or TypeError.
 */
export function checkOptions(name: string, set: Settings): CheckedOptions {
  const model = modelOf(name);
  const options = model.readOptions(typedOptions(model, set));
  if (name.endsWith(WITH_HEAD)) checkReRankable(model);
  return { model: name, options, predicts: model.predictsWith(options) };
}

/**
 * Refuses what is wrong in a training without any data: the model, the head, options of the model and of the members of a mix.
 * Options of what is packed are checked when the data are there. Throws OptionsError, RangeError or TypeError.
 */
export async function checkTrainRequest(name: string, set: Settings, head: HeadRequest): Promise<CheckedOptions> {
  if (!PACKED_NAMES.includes(name)) throw notPacked(name);
  if (head.head !== undefined || head.retrievers !== undefined) {
    (await import("../rerankers/check-head.ts")).checkHeadRequest(modelOf(name), head);
  }
  const own = Object.fromEntries(Object.entries(set).filter(([option]) => !PACKING_OPTIONS.includes(option)));
  return checkOptions(name, own);
}

/** Throws OptionsError `unknown-option` when a model that has no options is given one. */
export function rejectOptions(model: string, set: Settings): void {
  const [name] = Object.keys(set);
  if (name !== undefined) throw new OptionsError("unknown-option", `${model} has no option ${name}; it has none`);
}
