import { TrainingError } from "../../errors.ts";
import type { Candidate } from "../candidate.ts";
import type { DatasetSize, Timings } from "../report.ts";
import type { Warning } from "../warnings.ts";
import type { SearchDescription } from "./description.ts";
import { meanMetrics, type RankedSetting, rankSettings } from "./ranking.ts";
import { compareRuns, DONE, type RunPart, type RunRecord, type Setting } from "./run.ts";
import type { FoldSearch, SearchPlan } from "./search.ts";
import { searchWarnings } from "./search-warnings.ts";
import { modelOptions, TRANSFORM } from "./searched-transform.ts";

type Metrics = Readonly<Record<string, number>>;
type Options = Candidate["options"];

/** The figures of the baselines on one part of a fold. */
export interface BaselineFigures {
  readonly validation: Metrics;
  /** Absent where no protocol holds anything out. */
  readonly test?: Metrics;
}

/** A finished search and what stands around it. */
export interface FinishedSearch {
  readonly dataset: DatasetSize;
  readonly description: SearchDescription;
  readonly plan: SearchPlan;
  readonly folds: readonly FoldSearch[];
  readonly baseline: { readonly model: string; readonly folds: readonly BaselineFigures[] };
  /** All options of the model when it is given these. */
  readonly optionsOf: (set: Setting) => Options;
  /** Reasons to distrust figures on these data. */
  readonly dataWarnings: readonly Warning[];
}

/** A setting with the figures behind it. */
export interface ChosenSetting {
  /** Every option of the model, defaults included. */
  readonly options: Options;
  /** What to give it: `factors=64`, for `--set`. */
  readonly set: readonly string[];
  /** What to give `--transform`, or `none`; absent where no transform was searched for. */
  readonly transform?: string;
  readonly validation: Metrics;
  /** Measured once, on data that nothing was chosen on. Absent without an outer protocol. */
  readonly test?: Metrics;
}

/** A search as it is printed and read by other programs; plain data, ready for JSON.stringify. */
export interface SearchSummary {
  readonly dataset: DatasetSize;
  readonly model: string;
  readonly metric: string;
  /** null where all data chose. */
  readonly protocol: string | null;
  readonly validation: string;
  /**
   * The best mean validation figure over folds. `test` is the mean of what each fold's own best setting reached: the
   * figure of a model that is searched for in this way.
   */
  readonly best: ChosenSetting;
  /** Means over folds. */
  readonly baseline: BaselineFigures & { readonly model: string };
  /** What each fold chose for itself; absent without an outer protocol. */
  readonly folds?: readonly (ChosenSetting & { readonly fold: number; readonly baseline: BaselineFigures })[];
  readonly runs: readonly {
    readonly fold: number;
    readonly part: RunPart;
    readonly trial: number;
    readonly rung: number;
    readonly options: Setting;
    readonly metrics: Metrics;
    readonly timings: Timings;
    readonly status: string;
  }[];
  readonly warnings: readonly Warning[];
}

/** Sums a search up. Throws TrainingError `all-runs-failed` where no run has a figure. */
export function summarise(finished: FinishedSearch): SearchSummary {
  const { dataset, description, plan, folds, baseline, optionsOf } = finished;
  const [best] = rankSettings(folds, plan.target);
  const runs = allRuns(folds);
  if (best === undefined) throw allFailed(runs);
  const tests = folds.flatMap(({ test }) => (test?.status === DONE ? [test] : []));
  const test = tests.length === 0 ? {} : { test: meanMetrics(tests) };
  const chosen: ChosenSetting = { ...choose(best, optionsOf), ...test };
  const means: BaselineFigures = {
    validation: meanMetrics(baseline.folds.map(({ validation }) => ({ metrics: validation }))),
    ...(plan.hasTest
      ? { test: meanMetrics(baseline.folds.flatMap(({ test }) => (test ? [{ metrics: test }] : []))) }
      : {}),
  };
  const { model, metric, protocol, validation } = description;
  return {
    dataset,
    model,
    metric,
    protocol,
    validation,
    best: chosen,
    baseline: { model: baseline.model, ...means },
    ...(plan.hasTest ? { folds: foldChoices(finished) } : {}),
    runs: runs.map(({ fold, part, trial, rung, set, metrics, fitSeconds, predictSeconds, status }) => {
      return { fold, part, trial, rung, options: set, metrics, timings: { fitSeconds, predictSeconds }, status };
    }),
    warnings: [
      ...searchWarnings({ plan, folds, runs, best, test: chosen.test, baseline: means }),
      ...finished.dataWarnings,
    ],
  };
}

/** Every run of a search, in the order of a finished table. */
export function allRuns(folds: readonly FoldSearch[]): RunRecord[] {
  return folds.flatMap(({ runs, test }) => (test ? [...runs, test] : runs)).sort(compareRuns);
}

function choose({ set, metrics }: Pick<RankedSetting, "set" | "metrics">, optionsOf: FinishedSearch["optionsOf"]) {
  const transform = set[TRANSFORM];
  return {
    options: optionsOf(set),
    set: assignments(modelOptions(set)),
    ...(transform === undefined ? {} : { transform }),
    validation: metrics,
  };
}

function foldChoices({ folds, baseline, optionsOf }: FinishedSearch) {
  return folds.flatMap(({ fold, best, test }) => {
    const beside = baseline.folds[fold - 1];
    if (best === undefined || beside === undefined) return [];
    const measured = test?.status === DONE ? { test: test.metrics } : {};
    return [{ fold, ...choose(best, optionsOf), ...measured, baseline: beside }];
  });
}

/** `key=value`, as `--set` takes it. */
function assignments(set: Setting): string[] {
  return Object.entries(set).map(([key, value]) => `${key}=${value}`);
}

function allFailed(runs: readonly RunRecord[]): TrainingError {
  const counts = [...Map.groupBy(runs, ({ status }) => status)].map(([status, own]) => `${status} (${own.length})`);
  return new TrainingError(
    "all-runs-failed",
    `expected a run with a figure, but all ${runs.length} failed: ${counts.join(", ")}; search other values`,
  );
}
