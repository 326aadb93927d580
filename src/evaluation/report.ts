import type { Fold } from "../data/splits.ts";
import { addConfusion, type ConfusionMatrix } from "./classification-metrics.ts";
import type { CandidateEvaluation, FoldEvaluation } from "./evaluate-folds.ts";
import { modelWarnings } from "./model-warnings.ts";
import type { DatasetSize, EvaluationReport, ModelComparison, ReportResult, Timings } from "./report-types.ts";
import type { Warning } from "./warnings.ts";

export type { DatasetSize, EvaluationReport, ModelComparison, ReportResult, Timings } from "./report-types.ts";

/** What stands in a report beside its figures. */
export interface ReportSettings {
  readonly transforms?: EvaluationReport["transforms"] | undefined;
  readonly threshold?: number | undefined;
  readonly decideAt?: number | undefined;
  readonly seed?: number | undefined;
  readonly comparisons?: readonly ModelComparison[] | undefined;
  /** Warnings that neither folds nor models know of, such as options chosen on test data. */
  readonly warnings?: readonly Warning[] | undefined;
}

/** The size of the data behind a fold: sizes of the vocabularies, and the rows of all its parts together. */
export function datasetSize({ train, test, foldIn }: Fold): DatasetSize {
  return {
    users: train.userIds.size,
    items: train.itemIds.size,
    interactions: train.users.length + test.users.length + (foldIn?.users.length ?? 0),
  };
}

/** Brings what evaluateFolds measured into the form of the command line's `--json`, in the same order. */
export function createReport(
  dataset: DatasetSize,
  protocol: string,
  evaluations: readonly CandidateEvaluation[],
  settings: ReportSettings = {},
): EvaluationReport {
  const plain = evaluations.map(({ model, options, search, folds }): ReportResult => {
    const confusion = totalConfusion(folds);
    return {
      model,
      options,
      metrics: meanRecord(folds.map((fold) => fold.metrics)),
      timings: meanTimings(folds.map(timingsOf)),
      folds: folds.map(({ fold, users, metrics, choice, losses, ...times }) => ({
        name: fold,
        users,
        metrics: defined(metrics),
        timings: timingsOf(times),
        ...(choice && { options: choice.candidate.options, set: choice.set, validation: choice.validation }),
        ...(losses && { losses }),
      })),
      ...(search && { search }),
      ...(confusion && { confusion }),
    };
  });
  const results = plain.map((result) => {
    const warnings = modelWarnings(result, plain);
    return warnings.length === 0 ? result : { ...result, warnings };
  });
  const { warnings = [], ...stated } = settings;
  const given = Object.entries(stated).filter(([, value]) => value !== undefined);
  return {
    dataset,
    protocol,
    ...Object.fromEntries(given),
    results,
    warnings: [...mergeWarnings(mostWarned(evaluations)), ...warnings],
  };
}

/** Warnings are the folds' own, but only models that predict see those of a threshold: the longest list has them all. */
function mostWarned(evaluations: readonly CandidateEvaluation[]): readonly FoldEvaluation[] {
  const count = ({ folds }: CandidateEvaluation): number =>
    folds.reduce((sum, { warnings }) => sum + warnings.length, 0);
  return evaluations.toSorted((a, b) => count(b) - count(a))[0]?.folds ?? [];
}

function totalConfusion(folds: readonly FoldEvaluation[]): ConfusionMatrix | undefined {
  const matrices = folds.flatMap(({ confusion }) => confusion ?? []);
  return matrices.length === 0 ? undefined : matrices.reduce(addConfusion);
}

function mergeWarnings(folds: readonly FoldEvaluation[]): Warning[] {
  const byCode = Map.groupBy(
    folds.flatMap(({ warnings }) => warnings),
    ({ code }) => code,
  );
  return [...byCode.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    return { ...first, message: `${first.message} (the first of ${others.length + 1} folds where this holds)` };
  });
}

function timingsOf({ fitSeconds, predictSeconds, ratingsSeconds, listsSeconds }: Timings): Timings {
  return {
    fitSeconds,
    predictSeconds,
    ...(ratingsSeconds === undefined ? {} : { ratingsSeconds }),
    ...(listsSeconds === undefined ? {} : { listsSeconds }),
  };
}

/** What every fold of a model has in common, it has on average. */
function meanTimings(folds: readonly Timings[]): Timings {
  const meanOf = (key: keyof Timings): number => mean(folds.map((timings) => timings[key] ?? Number.NaN));
  const known = (key: "ratingsSeconds" | "listsSeconds"): number | undefined =>
    folds.every((timings) => timings[key] !== undefined) ? meanOf(key) : undefined;
  return timingsOf({
    fitSeconds: meanOf("fitSeconds"),
    predictSeconds: meanOf("predictSeconds"),
    ratingsSeconds: known("ratingsSeconds"),
    listsSeconds: known("listsSeconds"),
  });
}

/** Unweighted means over folds; a metric that has no value on some fold has no mean. */
function meanRecord(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const names = Object.keys(records[0] ?? {});
  return defined(
    Object.fromEntries(names.map((name) => [name, mean(records.map((record) => record[name] ?? Number.NaN))])),
  );
}

/** Without the metrics that have no value: JSON has no NaN, and a missing figure cannot be taken for a zero. */
function defined(metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => !Number.isNaN(value)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
