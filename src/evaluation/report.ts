import type { Fold } from "../data/splits.ts";
import type { Candidate, CandidateEvaluation, FoldEvaluation } from "./evaluate-folds.ts";
import type { Warning } from "./warnings.ts";

/** How large the data of an evaluation is, both parts together. */
export interface DatasetSize {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
}

/** Seconds of wall-clock time. */
export interface Timings {
  readonly fitSeconds: number;
  readonly predictSeconds: number;
}

/** One model's line: averages over folds, and the folds. */
export interface ReportResult {
  readonly model: string;
  readonly options: Candidate["options"];
  /** Unweighted mean over folds, by printed name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Mean over folds. */
  readonly timings: Timings;
  readonly folds: readonly {
    readonly name: string;
    /** Test users that the fold's averages are over. */
    readonly users: number;
    readonly metrics: Readonly<Record<string, number>>;
    readonly timings: Timings;
  }[];
}

/** An evaluation as it is printed, stored and read by other programs; plain data, ready for JSON.stringify. */
export interface EvaluationReport {
  readonly dataset: DatasetSize;
  /** In the words of the command line: `random:0.2`. */
  readonly protocol: string;
  readonly results: readonly ReportResult[];
  /** One for each code; where a code came up in several folds, the first with a note of the others. */
  readonly warnings: readonly Warning[];
}

/** The size of the data behind a fold: sizes of the vocabularies, and the rows of train and test together. */
export function datasetSize({ train, test }: Fold): DatasetSize {
  return {
    users: train.userIds.size,
    items: train.itemIds.size,
    interactions: train.users.length + test.users.length,
  };
}

/** Brings what evaluateFolds measured into the form of the command line's `--json`, in the same order. */
export function createReport(
  dataset: DatasetSize,
  protocol: string,
  evaluations: readonly CandidateEvaluation[],
): EvaluationReport {
  return {
    dataset,
    protocol,
    results: evaluations.map(({ model, options, folds }) => ({
      model,
      options,
      metrics: meanRecord(folds.map((fold) => fold.metrics)),
      timings: {
        fitSeconds: mean(folds.map((fold) => fold.fitSeconds)),
        predictSeconds: mean(folds.map((fold) => fold.predictSeconds)),
      },
      folds: folds.map(({ fold, users, metrics, fitSeconds, predictSeconds }) => ({
        name: fold,
        users,
        metrics,
        timings: { fitSeconds, predictSeconds },
      })),
    })),
    warnings: mergeWarnings(evaluations[0]?.folds ?? []),
  };
}

/** Warnings are the folds' own, the same for every model: those of the first model are all there are. */
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

function meanRecord(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const names = Object.keys(records[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, mean(records.map((record) => record[name] ?? Number.NaN))]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
