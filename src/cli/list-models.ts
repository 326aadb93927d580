import { IMPORTED_NAMES, MEASURED_NAMES, PACKED_NAMES } from "../models/model-names.ts";
import type { OptionValues } from "../models/option-specs.ts";
import { WITH_HEAD } from "../models/with-head.ts";
import { modelOf } from "./check-options.ts";
import { listPresets } from "./list-presets.ts";

/** A model as it is listed. */
interface ListedModel {
  readonly name: string;
  /** What it does, in a sentence. */
  readonly summary: string;
  /** Whether it predicts ratings. */
  readonly predicts: boolean;
  /** Whether `nearedge train` can pack it into an artefact. */
  readonly packable: boolean;
  /** Whether it is made elsewhere and has no trainer: `nearedge import` packs it. */
  readonly imported: boolean;
  /** Every option with its default. */
  readonly options: OptionValues;
}

/** Prints the presets, or every model with its options and their defaults. */
export function listModels({ json, presets }: { readonly json?: boolean; readonly presets?: boolean }): void {
  if (presets) {
    listPresets({ json });
    return;
  }
  const models = [...MEASURED_NAMES, ...IMPORTED_NAMES].map(describe);
  process.stdout.write(json ? `${JSON.stringify({ models })}\n` : models.map(format).join("\n"));
}

function describe(name: string): ListedModel {
  const model = modelOf(name);
  const options = model.readOptions({});
  return {
    name,
    summary: name.endsWith(WITH_HEAD)
      ? "the same, with a re-ranking network behind it where that wins on validation data"
      : model.summary,
    predicts: model.predictsWith(options),
    packable: PACKED_NAMES.includes(name),
    imported: IMPORTED_NAMES.includes(name),
    options,
  };
}

function format({ name, summary, predicts, packable, imported, options }: ListedModel): string {
  const traits = [
    ...(predicts ? ["predicts ratings"] : []),
    ...(packable ? ["can be packed"] : []),
    ...(imported ? ["made elsewhere: nearedge import"] : []),
  ];
  const values = Object.entries(options).map(([key, value]) => `${key}=${value}`);
  const lines = [`${name}${traits.length === 0 ? "" : ` (${traits.join(", ")})`}`, `  ${summary}`];
  return `${[...lines, ...(values.length === 0 ? [] : [`  ${values.join(" ")}`])].join("\n")}\n`;
}
