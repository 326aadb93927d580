import type { Interactions } from "../data/interactions.ts";
import type { Fold } from "../data/splits.ts";
import { OptionsError } from "../errors.ts";
import { popularityBaseline, randomBaseline } from "./baselines.ts";
import { type EvaluateOptions, type EvaluationResult, evaluateModel } from "./evaluate.ts";
import type { Recommends } from "./recommends.ts";

/** A model to be fitted on each fold's train part, with the options that stand beside its figures. */
export interface Candidate {
  /** Name in tables: `implicit-als`. */
  readonly model: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
  fit(train: Interactions): Recommends | Promise<Recommends>;
}

/** What one candidate reached on one fold. */
export interface FoldEvaluation extends EvaluationResult {
  /** Wall-clock time of `fit`, in seconds. */
  readonly fitSeconds: number;
}

/** What one candidate reached on every fold. */
export interface CandidateEvaluation {
  readonly model: string;
  readonly options: Candidate["options"];
  /** In the order of the folds. */
  readonly folds: readonly FoldEvaluation[];
}

/** How an evaluation over folds runs; only the seed changes figures, and only those of the random baseline. */
export interface EvaluateFoldsOptions {
  /** Of the random baseline; an integer from 0 to 2³² − 1; default 0. */
  readonly seed?: number | undefined;
  readonly batchSize?: EvaluateOptions["batchSize"];
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
 * Fits and measures every candidate on every fold, and the baselines `popularity` and `random` with them, asked for or
 * not: a figure without them says little. A candidate of the same name takes a baseline's place.
 *
 * Candidates come back in the order given, the added baselines behind them. Fold by fold, one model at a time: no more
 * than one fitted model is held. Throws OptionsError `no-folds`, and whatever `fit` and evaluateModel throw.
 */
export async function evaluateFolds(
  candidates: readonly Candidate[],
  folds: readonly Fold[],
  ks: readonly number[],
  options: EvaluateFoldsOptions = {},
): Promise<CandidateEvaluation[]> {
  if (folds.length === 0) throw new OptionsError("no-folds", "folds: expected at least one to measure on, got none");
  const { batchSize, onProgress, signal } = options;
  const all = [...candidates, ...missingBaselines(candidates, options.seed ?? 0)];
  const evaluations = all.map(({ model, options }) => ({ model, options, folds: [] as FoldEvaluation[] }));
  for (const fold of folds) {
    for (const [place, candidate] of all.entries()) {
      signal?.throwIfAborted();
      const report = (done: number, total: number) => {
        onProgress?.({ model: candidate.model, fold: fold.name, done, total });
      };
      report(0, 0);
      const startedMs = performance.now();
      const fitted = await candidate.fit(fold.train);
      const fitSeconds = (performance.now() - startedMs) / 1000;
      const result = await evaluateModel(fitted, fold, ks, { batchSize, onProgress: report, signal });
      evaluations[place]?.folds.push({ ...result, fitSeconds });
    }
  }
  return evaluations;
}

function missingBaselines(candidates: readonly Candidate[], seed: number): Candidate[] {
  const baselines: Candidate[] = [
    { model: "popularity", options: {}, fit: popularityBaseline },
    { model: "random", options: { seed }, fit: (train) => randomBaseline(train.itemIds.size, seed) },
  ];
  return baselines.filter(({ model }) => candidates.every((candidate) => candidate.model !== model));
}
