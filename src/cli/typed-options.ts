import type { Model } from "../models/define-model.ts";
import type { OptionValues } from "../models/option-specs.ts";
import { noteEarlierName } from "./earlier-names.ts";
import { parseOptionText } from "./option-text.ts";

/** Options as they come from a command line. */
export type Settings = Readonly<Record<string, string>>;

/** Options as they come from a command line, read by the kinds of the specs; what has none is left to the model to refuse. */
export function typedOptions(model: Pick<Model, "specOf">, set: Settings): OptionValues {
  return Object.fromEntries(
    Object.entries(set).map(([name, value]) => {
      const [own, spec] = model.specOf(name) ?? [];
      if (own !== undefined && own !== name) noteEarlierName(name, own);
      return [name, parseOptionText(value, spec?.kind)];
    }),
  );
}
