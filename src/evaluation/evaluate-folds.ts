import type { Fold } from "../data/splits.ts";
import { OptionsError } from "../errors.ts";
import { baselineCandidates } from "./baseline-candidates.ts";
import type { Candidate, Choice } from "./candidate.ts";
import { evaluateFitted } from "./evaluate-fitted.ts";
import { type EpochLosses, recordLosses } from "./losses.ts";
import type { MeasuredHalf } from "./measured-half.ts";
import { type Preparation, prepareFold } from "./prepare-fold.ts";
import type { EvaluateOptions, EvaluationResult } from "./result.ts";

export type { Candidate } from "./candidate.ts";

/** What one candidate reached on one fold. */
export interface FoldEvaluation extends EvaluationResult {
  /** Wall-clock time of `fit`, in seconds, the search for options included. */
  readonly fitSeconds: number;
  /** What the candidate chose for itself by the train part of this fold; absent where nothing was chosen. */
  readonly choice?: Choice | undefined;
  /** By epoch, of a fit that has epochs and reports them (LossRecorder). */
  readonly losses?: readonly EpochLosses[] | undefined;
}

/** What one candidate reached on every fold. */
export interface CandidateEvaluation {
  readonly model: string;
  readonly options: Candidate["options"];
  /** What was searched for in every fold; absent where the options were given. */
  readonly search?: Candidate["search"];
  /** In the order of the folds. */
  readonly folds: readonly FoldEvaluation[];
}

/** How an evaluation over folds runs and what it measures. */
export interface EvaluateFoldsOptions extends Preparation {
  /** Of the random baselines and of the draws between items of equal score; an integer from 0 to 2³² − 1; default 0. */
  readonly seed?: number | undefined;
  readonly batchSize?: EvaluateOptions["batchSize"];
  readonly auc?: EvaluateOptions["auc"];
  /** Measures ratings or rankings alone, with the baselines that stand beside them; both by default. */
  readonly only?: MeasuredHalf | undefined;
  /** Called when a fit begins (`done` 0) and after each batch of users. */
  readonly onProgress?: ((progress: FoldProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where an evaluation stands. */
export interface FoldProgress {
  readonly model: string;
  readonly fold: string;
  /** Users measured so far, of `total`; `total` is 0 while the model is being fitted. */
  readonly done: number;
  readonly total: number;
}

/**
 * Fits and measures every candidate on every fold, and the baselines with them, asked for or not: a figure without them
 * says little. `popularity` and `random` stand beside rankings; `global-mean`, and with a threshold `everything` and
 * `nothing`, beside predicted ratings. A candidate of the same name takes a baseline's place.
 *
 * Candidates come back in the order given, the added baselines behind them. Fold by fold, one model at a time: no more
 * than one fitted model is held. Throws OptionsError `no-folds` or `threshold-lost` (a transform after which the liked
 * can no longer be told from the others), and whatever `fit` and evaluateFitted throw.
 */
export async function evaluateFolds(
  candidates: readonly Candidate[],
  folds: readonly Fold[],
  ks: readonly number[],
  options: EvaluateFoldsOptions = {},
): Promise<CandidateEvaluation[]> {
  if (folds.length === 0) throw new OptionsError("no-folds", "folds: expected at least one to measure on, got none");
  const { seed, batchSize, auc, only, onProgress, signal } = options;
  const all = [...candidates, ...missingBaselines(candidates, options)];
  const evaluations = all.map(({ model, options, search }) => {
    return { model, options, search, folds: [] as FoldEvaluation[] };
  });
  for (const original of folds) {
    const fold = prepareFold(original, options);
    for (const [place, candidate] of all.entries()) {
      signal?.throwIfAborted();
      const report = (done: number, total: number) => {
        onProgress?.({ model: candidate.model, fold: fold.name, done, total });
      };
      report(0, 0);
      const startedMs = performance.now();
      const choice = await candidate.choose?.(fold.train);
      const recorder = recordLosses();
      const fitted = await (choice?.candidate ?? candidate).fit(fold.train, recorder.onEpoch, fold.asks ?? "missing");
      const fitSeconds = (performance.now() - startedMs) / 1000;
      const { decisionsOnly } = candidate;
      const measured = { thresholds: fold.thresholds, decisionsOnly, only };
      const measure = { seed, batchSize, auc, ...measured, onProgress: report, signal };
      const result = await evaluateFitted(fitted, fold, ks, measure);
      evaluations[place]?.folds.push({ ...result, fitSeconds, choice, losses: recorder.losses() });
    }
  }
  return evaluations;
}

function missingBaselines(candidates: readonly Candidate[], options: EvaluateFoldsOptions): Candidate[] {
  const { seed = 0, threshold, only } = options;
  const predicted = threshold !== undefined || candidates.some(({ predicts }) => predicts === true);
  const withRatings = only === undefined ? predicted : only === "ratings";
  const withDecisions = threshold !== undefined && only !== "rankings";
  const baselines = baselineCandidates({ seed, withRankings: only !== "ratings", withRatings, withDecisions });
  return baselines.filter(({ model }) => candidates.every((candidate) => candidate.model !== model));
}
