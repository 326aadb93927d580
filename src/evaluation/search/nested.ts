import type { Interactions } from "../../data/interactions.ts";
import { MINIMUM_VALIDATION_HISTORY, splitForValidation } from "../../data/splits.ts";
import { DataError, OptionsError, TrainingError } from "../../errors.ts";
import type { Candidate, Choice } from "../candidate.ts";
import { prepareFold } from "../prepare-fold.ts";
import { expectedCode, measureRun } from "./measure-run.ts";
import { DONE, failedOutcome, type RunOutcome, type RunRecord, type Setting } from "./run.ts";
import { search } from "./search.ts";
import { bestRun, checkMeasured, figureOf, type Target } from "./target.ts";

/** A search that runs inside every train part that a candidate is given. */
export interface NestedSearch {
  /** At least one; of equal figures the earlier wins. */
  readonly settings: readonly Setting[];
  /** In the words of the command line: `factors=50,100`. */
  readonly space: readonly string[];
  /** Makes the candidate of a setting; refuses a bad one. */
  readonly candidateOf: (set: Setting) => Candidate;
  readonly target: Target;
  /** Share of each user's rows that chooses, above 0 and below 1. */
  readonly validation: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onTrial?: ((progress: TrialProgress) => void) | undefined;
}

/** Where the search in one train part stands. */
export interface TrialProgress {
  readonly model: string;
  readonly done: number;
  readonly total: number;
  /** Best figure so far; NaN as long as there is none. */
  readonly best: number;
  /** Of a setting that could not be measured: its code and message. */
  readonly failed?: string | undefined;
}

/**
 * A candidate whose options are chosen by every train part on its own, so that it can be measured under any protocol:
 * the search is a part of the model.
 *
 * A share of each user's rows in the train part is put aside (splitForValidation). Every setting is fitted to the
 * others and measured on that share, one after the other; the best is then fitted to the whole train part. So a train
 * part is fitted `settings + 1` times, and rows outside it are never seen. Same seed, same choice.
 *
 * Every setting is made, and so checked, here. A setting that fails to fit is skipped. Choosing throws OptionsError
 * `unknown-metric`, or what a setting's options throw for these data; DataError `no-validation-data` where no user has
 * 5 rows; TrainingError `all-runs-failed`, or `interrupted` between two settings.
 */
export function nestedCandidate(nested: NestedSearch): Candidate {
  const { settings, space, target, validation, candidateOf } = nested;
  const candidates = settings.map(candidateOf);
  const [first] = candidates;
  if (first === undefined) throw new OptionsError("empty-space", "settings: expected at least one to try, got none");
  const { model, predicts, decisionsOnly } = first;
  const choose = (train: Interactions): Promise<Choice> => chooseBest(nested, model, train);
  return {
    model,
    predicts,
    decisionsOnly,
    choose,
    options: mergeOptions(candidates),
    search: { metric: target.metric, validation, settings: settings.length, space },
    fit: async (train, onEpoch, asks) => (await choose(train)).candidate.fit(train, onEpoch, asks),
  };
}

async function chooseBest(nested: NestedSearch, model: string, train: Interactions): Promise<Choice> {
  const { settings, target, validation, seed, signal, candidateOf, onTrial } = nested;
  const part = prepareFold(splitForValidation(train, validation, seed), {});
  if (part.test.users.length === 0) {
    throw new DataError(
      "no-validation-data",
      `${model}: expected users with ${MINIMUM_VALIDATION_HISTORY} interactions or more in train to choose options by, ` +
        "got none; give the options with --set instead",
    );
  }
  let done = 0;
  let best: RunRecord | undefined;
  const measure = async (set: Setting): Promise<{ outcome: RunOutcome; failed?: string }> => {
    if (signal?.aborted) throw interrupted(model, signal);
    try {
      const outcome = await measureRun(onlyMeasured(candidateOf(set), target), part, target, { seed, signal });
      checkMeasured(target, Object.keys(outcome.metrics));
      return { outcome };
    } catch (error) {
      if (signal?.aborted) throw interrupted(model, signal);
      const code = error instanceof OptionsError ? undefined : expectedCode(error);
      if (code === undefined || !(error instanceof Error)) throw error;
      return { outcome: failedOutcome(code), failed: `${code}: ${error.message}` };
    }
  };
  // One at a time: trainers have threads of their own, and memory for one model.
  let turn: Promise<unknown> = Promise.resolve();
  const plan = { settings, fixed: {}, target, foldCount: 1, hasTest: false };
  const [found] = await search(plan, (run) => {
    const mine = turn.then(async (): Promise<RunRecord> => {
      const { outcome, failed } = await measure(run.set);
      const record = { ...run, ...outcome };
      best = bestRun(target, best ? [best, record] : [record]);
      done++;
      onTrial?.({ model, done, total: settings.length, best: best ? figureOf(best, target) : Number.NaN, failed });
      return record;
    });
    turn = mine;
    return mine;
  });
  const chosen = found?.best;
  if (chosen === undefined) throw allFailed(model, found?.runs ?? []);
  const set = Object.entries(chosen.set).map(([key, value]) => `${key}=${value}`);
  return { candidate: candidateOf(chosen.set), set, validation: chosen.metrics };
}

/**
 * Of a model that also ranks, what predicts is enough where an error decides: ranking a catalogue for everybody costs
 * more than the fit.
 */
function onlyMeasured(candidate: Candidate, target: Target): Candidate {
  if (!target.isError) return candidate;
  return {
    ...candidate,
    fit: async (train, onEpoch, asks) => {
      const fitted = await candidate.fit(train, onEpoch, asks);
      if (!("predictBatch" in fitted)) return fitted;
      return { kind: fitted.kind, predictBatch: (queries) => fitted.predictBatch(queries) };
    },
  };
}

/** Options of all settings in one: what differs is listed, `50,100`. */
function mergeOptions(candidates: readonly Candidate[]): Candidate["options"] {
  const keys = [...new Set(candidates.flatMap(({ options }) => Object.keys(options)))];
  return Object.fromEntries(
    keys.map((key) => {
      const values = [...new Set(candidates.flatMap(({ options }) => options[key] ?? []))];
      return [key, values.length === 1 ? (values[0] ?? "") : values.join(",")];
    }),
  );
}

function interrupted(model: string, signal: AbortSignal): TrainingError {
  return new TrainingError("interrupted", `${model}: the search for options was interrupted`, { cause: signal.reason });
}

function allFailed(model: string, runs: readonly RunRecord[]): TrainingError {
  const statuses = [...new Set(runs.map(({ status }) => status))].filter((status) => status !== DONE);
  const why = statuses.length === 0 ? "no figure" : statuses.join(", ");
  return new TrainingError(
    "all-runs-failed",
    `${model}: expected a setting with a figure, but none of ${runs.length} has one: ${why}; search other values`,
  );
}
