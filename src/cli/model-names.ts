import { MEASURED_NAMES, unknownModel } from "../models/model-names.ts";
import { baseName } from "../models/with-head.ts";

/** The baseline that is measured beside models, and is none of them. */
export const RANDOM = "random";

/** Returns the name of a model that can be measured. Throws OptionsError `unknown-model` for another. */
export function measuredName(name: string): string {
  if (MEASURED_NAMES.includes(baseName(name))) return name;
  throw unknownModel(name, [RANDOM]);
}
