import type { Evaluation } from "../../artefact/manifest.ts";
import type { Fold } from "../../data/splits.ts";
import { evaluateModel } from "../../evaluation/evaluate.ts";
import type { Recommends } from "../../evaluation/recommends.ts";
import type { FitControl } from "../fit.ts";
import { JUDGING_K, judgement } from "../judging.ts";

/** Measures what recommends on the held-out part of a fold, as the manifest has it, each under its name. */
export async function judgeLists(
  subjects: readonly (readonly [subject: string, model: Recommends])[],
  fold: Fold,
  { signal }: FitControl,
): Promise<Evaluation[]> {
  const evaluations: Evaluation[] = [];
  for (const [subject, model] of subjects) {
    evaluations.push(judgement(subject, await evaluateModel(model, fold, [JUDGING_K], { signal })));
  }
  return evaluations;
}
