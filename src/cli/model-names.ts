import { MEASURED_NAMES, notPacked, PACKED_NAMES, unknownModel } from "../models/model-names.ts";
import { baseName } from "../models/served.ts";

/** The baseline that is measured beside models, and is none of them. */
export const RANDOM = "random";

/** Returns the name of a model that can be measured. Throws OptionsError `unknown-model` for another. */
export function measuredName(name: string): string {
  if (MEASURED_NAMES.includes(baseName(name))) return name;
  throw unknownModel(name, [RANDOM]);
}

/** Returns the name of a model that can be packed. Throws OptionsError `unknown-model` for another. */
export function packedName(name: string): string {
  if (PACKED_NAMES.includes(name)) return name;
  throw notPacked(name);
}
