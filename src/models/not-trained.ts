import { OptionsError } from "../errors.ts";
import { baseName } from "./with-head.ts";

/** OptionsError `not-trainable`: for a model without a trainer, where one is needed. `where` is the option that names it. */
export function notTrained(where: string, name: string): OptionsError {
  return new OptionsError(
    "not-trainable",
    `${where}: expected a model that is trained here; ${name} is made elsewhere: nearedge import FILE --kind ${baseName(name)} ` +
      "packs it, and measures it with --interactions",
  );
}
