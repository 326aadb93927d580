import { emptyItemTable } from "../data/items.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import { MODEL_SUMMARIES } from "./model-names.ts";
import { MEASURED_MODELS, modelCandidate } from "./models.ts";
import { MODEL_NAMES } from "./train-artefact.ts";

/** A model as it is listed. */
interface ListedModel {
  readonly name: string;
  /** What it does, in a sentence. */
  readonly summary: string;
  /** Whether it predicts ratings. */
  readonly predicts: boolean;
  /** Whether `nearedge train` can pack it into an artefact. */
  readonly packable: boolean;
  /** Every option with its default. */
  readonly options: Candidate["options"];
}

/** Prints every model with its options and their defaults. */
export function listModels({ json }: { readonly json?: boolean }): void {
  const models = MEASURED_MODELS.map(describe);
  process.stdout.write(json ? `${JSON.stringify({ models })}\n` : models.map(format).join("\n"));
}

function describe(name: string): ListedModel {
  const { options, predicts = false } = modelCandidate(name, {}, emptyItemTable(createVocabulary([])), {
    ...{ seed: 0, threads: 1, signal: new AbortController().signal },
    onPhase: () => undefined,
  });
  const packable = MODEL_NAMES.some((packed) => packed === name);
  return { name, summary: MODEL_SUMMARIES[name] ?? "", predicts, packable, options };
}

function format({ name, summary, predicts, packable, options }: ListedModel): string {
  const traits = [...(predicts ? ["predicts ratings"] : []), ...(packable ? ["can be packed"] : [])];
  const values = Object.entries(options).map(([key, value]) => `${key}=${value}`);
  const lines = [`${name}${traits.length === 0 ? "" : ` (${traits.join(", ")})`}`, `  ${summary}`];
  return `${[...lines, ...(values.length === 0 ? [] : [`  ${values.join(" ")}`])].join("\n")}\n`;
}
