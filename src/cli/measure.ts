import { OptionsError } from "../errors.ts";
import { compareModels, mainMetrics } from "../evaluation/compare-models.ts";
import { evaluateFolds } from "../evaluation/evaluate-folds.ts";
import { createReport, datasetSize, type EvaluationReport } from "../evaluation/report.ts";
import { searchedOnTest } from "../evaluation/search/tuned.ts";
import { baseName } from "../models/with-head.ts";
import { noteIdle } from "./idle-options.ts";
import { meanThreshold } from "./mean-threshold.ts";
import type { MeasurePlan } from "./measure-plan.ts";
import { makeCandidates } from "./measured-candidates.ts";
import { RANDOM } from "./model-names.ts";
import type { OpenedFolds } from "./open-folds.ts";
import type { MeasureArguments } from "./options/measure.ts";
import { createProgress, IGNORES_VALUES, noteRatings, say, trainingProgress } from "./progress.ts";

/** Fits and measures, with progress on standard error, and brings the figures into a report. */
export async function measure(
  plan: MeasurePlan,
  { dataset, folds, protocol }: OpenedFolds,
  given: MeasureArguments,
  signal: AbortSignal,
  allWithBest: boolean,
): Promise<EvaluationReport> {
  const progress = createProgress();
  let fitting = "";
  const { feedback } = dataset.interactions;
  const [first] = folds;
  if (!first) throw new OptionsError("no-folds", `protocol ${protocol} makes no fold of this data`);
  if (plan.only === "ratings" && feedback === "implicit") {
    throw new OptionsError(
      "needs-ratings",
      `--only ratings: expected ratings, but the feedback of ${dataset.name} is implicit; ` +
        "name the column of ratings with --columns rating=NAME, or measure rankings",
    );
  }
  const threshold = given.threshold === "mean" ? meanThreshold(first) : given.threshold;
  if (given.threshold === "mean") say(`liked from ${threshold}, the mean of all values`);
  const candidates = makeCandidates(
    plan,
    dataset,
    feedback === "explicit",
    {
      ...{ seed: given.seed, threads: given.threads, signal },
      onPhase: (phase) => {
        progress.stop();
        say(`  ${phase}`);
      },
      ...trainingProgress(progress, () => fitting),
    },
    threshold,
  );
  const ranking = candidates.filter(({ predicts, model }) => predicts !== true && !IGNORES_VALUES.has(model));
  noteRatings(
    ranking.map(({ model }) => model),
    feedback,
    plan.transforms,
    given.minValue,
  );
  for (const name of new Set(plan.names.map(baseName))) {
    const { fixed = plan.settings.get(name) ?? {}, settings = [{}] } = plan.nested.spaces.get(name) ?? {};
    if (name !== RANDOM)
      noteIdle(
        name,
        settings.map((set) => ({ ...fixed, ...set })),
        feedback,
      );
  }
  const { seed, decideAt, auc } = given;
  // Behaviour has no ratings: the error of a prediction of 1, or of a count, says nothing. Decisions are measured where asked for.
  const hasRatings = feedback === "explicit" || threshold !== undefined;
  const evaluations = await evaluateFolds(candidates, folds, plan.ks, {
    seed,
    threshold,
    decideAt,
    auc,
    only: plan.only ?? (hasRatings ? undefined : "rankings"),
    transforms: plan.transforms,
    signal,
    onProgress: ({ model, fold, done, total }) => {
      if (total === 0) {
        progress.stop();
        fitting = model;
        say(folds.length === 1 ? `${model}: fitting` : `${fold}, ${model}: fitting`);
      } else progress.update("users", done, total, model);
    },
  }).finally(() => progress.stop());
  const metrics = mainMetrics([...new Set(evaluations.flatMap(({ folds }) => Object.keys(folds[0]?.metrics ?? {})))]);
  const comparisons = await compareModels(evaluations, { metrics, allWithBest, seed, signal });
  const transforms = plan.transforms.map(({ name }) => name);
  const evaluation = { dataFingerprint: dataset.fingerprint, protocol, seed };
  const warning = plan.tuned && searchedOnTest(plan.tuned.search, evaluation);
  return createReport(datasetSize(first), protocol, evaluations, {
    transforms: transforms.length === 0 ? undefined : transforms,
    threshold,
    decideAt,
    seed,
    comparisons: comparisons.length === 0 ? undefined : comparisons,
    warnings: warning ? [warning] : [],
  });
}
