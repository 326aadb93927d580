import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { checkOneOf } from "../check.ts";
import type { Dataset } from "../data/dataset.ts";
import { emptyItemTable } from "../data/items.ts";
import { parseTransform, type Transform } from "../data/transforms.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import { DataError, OptionsError } from "../errors.ts";
import { randomCandidate } from "../evaluation/baseline-candidates.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import { compareModels, mainMetrics } from "../evaluation/compare-models.ts";
import { MEASURED_HALVES, type MeasuredHalf } from "../evaluation/evaluate-fitted.ts";
import { evaluateFolds } from "../evaluation/evaluate-folds.ts";
import { createReport, datasetSize, type EvaluationReport } from "../evaluation/report.ts";
import { readBestOptions, searchedOnTest, type TunedOptions } from "../evaluation/search/tuned.ts";
import type { TrainingContext } from "../training/context.ts";
import { collect, list, listLengths, number, parseAssignments, transformOption } from "./arguments.ts";
import type { Settings } from "./candidates.ts";
import { MEASURED_MODELS, modelCandidate, rejectOptions } from "./models.ts";
import { checkNested, type NestedArguments, type NestedPlan, planNested, tunedCandidate } from "./nested.ts";
import type { FoldArguments, OpenedFolds } from "./open-folds.ts";
import { createProgress, IGNORES_VALUES, noteRatings, say, trainingProgress } from "./progress.ts";

/** Options that say which models are measured and how; shared by `evaluate` and `compare`. */
export interface MeasureArguments extends FoldArguments, NestedArguments {
  readonly models: string;
  readonly at: string;
  readonly set: readonly string[];
  readonly transform: readonly string[];
  readonly threshold?: number;
  readonly decideAt?: number;
  readonly auc?: boolean;
  readonly only?: string;
  readonly tuned?: string;
  readonly threads: number;
}

/** What is measured, checked before any data are read. */
export interface MeasurePlan {
  readonly names: readonly string[];
  readonly settings: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** What is searched for inside every train part. */
  readonly nested: NestedPlan;
  readonly ks: readonly number[];
  readonly only: MeasuredHalf | undefined;
  readonly transforms: readonly Transform[];
  /** What `--tuned` brought. */
  readonly tuned: TunedOptions | undefined;
}

export function addMeasureOptions(command: Command): Command {
  return command
    .option("--models <list>", `${[...MEASURED_MODELS, "random"].join(", ")}; separated by commas`, "implicit-als")
    .option("--at <list>", "lengths of the lists", "10")
    .option("--set <model.key=value>", "option of a model; repeat for more", collect, [])
    .option(
      "--tune <model:key=a,b;key=c>",
      "search these values inside each training part; repeat for models",
      collect,
      [],
    )
    .option("--tune-metric <name>", "what --tune decides by (rmse for models of ratings, else ndcg@10)")
    .option("--tune-validation <share>", "share of each user's training rows that --tune decides on (0.1)", number)
    .option(...transformOption)
    .option("--threshold <value>", "rating from which an interaction counts as liked: adds F1, ROC-AUC …", number)
    .option("--decide-at <value>", "prediction from which a model recommends; the threshold by default", number)
    .option("--tuned <file>", "take the best options from a results file of nearedge tune")
    .option("--only <half>", `measure one half alone, with its tables: ${MEASURED_HALVES.join(" or ")}`)
    .option("--auc", "also measure AUC over items, which ranks the whole catalogue for every user");
}

/** Checks what was asked for. Throws OptionsError, and DataError for a results file that cannot be read. */
export async function planMeasurement(given: MeasureArguments): Promise<MeasurePlan> {
  const ks = listLengths(given.at);
  const names = [...new Set(list(given.models))];
  const tuned = given.tuned === undefined ? undefined : await readTuned(given.tuned, names);
  const settings = settingsByModel(given.set);
  if (tuned) settings.set(tuned.model, { ...tuned.set, ...settings.get(tuned.model) });
  if (names.length === 0) throw new OptionsError("no-models", "--models: expected at least one model, got none");
  for (const name of settings.keys()) {
    if (!names.some((model) => baseName(model) === name)) {
      throw new OptionsError("unused-setting", `--set ${name}.…: ${name} is not among --models ${given.models}`);
    }
  }
  if (given.decideAt !== undefined && given.threshold === undefined) {
    throw new OptionsError(
      "no-threshold",
      "--decide-at: expected --threshold beside it, which says what counts as liked",
    );
  }
  const nested = planNested(given, [...new Set(names.map(baseName))], settings);
  checkNested(nested, (model, set) =>
    uncontrolledCandidate(names.find((name) => baseName(name) === model) ?? model, set),
  );
  const only = planHalf(given);
  const plan = { names, settings, nested, ks, only, transforms: planTransforms(given, tuned), tuned };
  // A wrong option must not cost the reading of the data. What depends on the items is checked again with them.
  const candidates = makeCandidates(plan, { items: NO_ITEMS, users: undefined }, false, UNCONTROLLED, given.threshold);
  const ranker = candidates.find(({ model, predicts }) => predicts !== true && model !== "random");
  if (only === "ratings" && ranker) {
    throw new OptionsError(
      "no-ratings-predicted",
      `--only ratings: expected models of ratings, but ${ranker.model} predicts none; leave it out, or --only`,
    );
  }
  return plan;
}

/** Reads `--only`. Throws RangeError for another name, OptionsError `bad-combination` beside what the other half needs. */
function planHalf({ only, threshold, auc }: MeasureArguments): MeasuredHalf | undefined {
  if (only === undefined) return undefined;
  const half = checkOneOf("--only", only, MEASURED_HALVES);
  const [option, of] =
    half === "rankings" && threshold !== undefined
      ? ["--threshold", "decisions by predicted ratings"]
      : half === "ratings" && auc
        ? ["--auc", "rankings"]
        : [];
  if (option === undefined) return half;
  throw new OptionsError("bad-combination", `--only ${half}: expected it without ${option}, which is about ${of}`);
}

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
  if (plan.only === "ratings" && feedback === "implicit") {
    throw new OptionsError(
      "needs-ratings",
      `--only ratings: expected ratings, but the feedback of ${dataset.name} is implicit; ` +
        "name the column of ratings with --columns rating=NAME, or measure rankings",
    );
  }
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
    given.threshold,
  );
  const ranking = candidates.filter(({ predicts, model }) => predicts !== true && !IGNORES_VALUES.has(model));
  noteRatings(
    ranking.map(({ model }) => model),
    feedback,
    plan.transforms,
    given.minValue,
  );
  const { seed, threshold, decideAt, auc } = given;
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
  const [first] = folds;
  if (!first) throw new OptionsError("no-folds", `protocol ${protocol} makes no fold of this data`);
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

/** Values go through what was searched for, in place of `--transform`: figures of all models are then on that scale. */
function planTransforms({ transform, tuned: path }: MeasureArguments, tuned: TunedOptions | undefined): Transform[] {
  const given = transform.map(parseTransform);
  const found = tuned?.transforms;
  if (found === undefined) return given;
  const [here, there] = [given, found].map((transforms) => transforms.map(({ name }) => name).join(", ") || "none");
  if (given.length > 0 && here !== there) {
    const expected = `expected what the search of --tuned ${path} chose (${there}), or nothing`;
    throw new OptionsError("option-twice", `--transform: ${expected}; got ${here}`);
  }
  if (found.length > 0) say(`note: values of all models go through ${there}, which the search of ${path} chose`);
  return [...found];
}

async function readTuned(path: string, names: readonly string[]): Promise<TunedOptions> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new DataError("missing-file", `--tuned ${path}: expected a results file of nearedge tune, got none`, {
      cause,
    });
  });
  const tuned = await readBestOptions(text, path);
  if (names.some((name) => baseName(name) === tuned.model)) return tuned;
  throw new OptionsError("unused-setting", `--tuned ${path}: its model ${tuned.model} is not among --models ${names}`);
}

function makeCandidates(
  { names, settings, nested, only }: MeasurePlan,
  { items, users }: Pick<Dataset, "items" | "users">,
  explicit: boolean,
  control: TrainingContext,
  threshold: number | undefined,
): Candidate[] {
  const settingsOf = (name: string) => settings.get(baseName(name)) ?? {};
  const candidates = names
    .filter((name) => name !== "random")
    .map((name) => {
      const space = nested.spaces.get(baseName(name));
      return space === undefined
        ? modelCandidate(name, settingsOf(name), items, control, users)
        : tunedCandidate(name, space, nested, { items, users }, control, explicit);
    });
  const place = names.indexOf("random");
  if (place < 0) return candidates;
  rejectOptions("random", settingsOf("random"));
  const withRatings =
    only === "ratings" || threshold !== undefined || candidates.some(({ predicts }) => predicts === true);
  return candidates.toSpliced(place, 0, randomCandidate(control.seed, withRatings));
}

const NO_ITEMS = emptyItemTable(createVocabulary([]));

/** For candidates that are made only to have their options checked. */
const UNCONTROLLED = { seed: 0, threads: 1 };

function uncontrolledCandidate(model: string, set: Settings): Candidate {
  return modelCandidate(model, set, NO_ITEMS, UNCONTROLLED);
}

const baseName = (model: string): string => model.replace(/\+head$/, "");

/** `--set MODEL.key=value` by model. */
function settingsByModel(pairs: readonly string[]): Map<string, Record<string, string>> {
  const settings = new Map<string, Record<string, string>>();
  for (const [key, value] of Object.entries(parseAssignments("--set", pairs))) {
    const at = key.indexOf(".");
    if (at < 1) {
      throw new OptionsError(
        "bad-assignment",
        `--set: expected MODEL.key=value, got ${JSON.stringify(`${key}=${value}`)}`,
      );
    }
    const model = key.slice(0, at);
    settings.set(model, { ...settings.get(model), [key.slice(at + 1)]: value });
  }
  return settings;
}
