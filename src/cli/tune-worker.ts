import { parentPort, workerData } from "node:worker_threads";
import { NearEdgeError, OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import { evaluateFitted } from "../evaluation/evaluate-fitted.ts";
import type { PreparedFold } from "../evaluation/prepare-fold.ts";
import { meanMetrics } from "../evaluation/search/ranking.ts";
import { DONE, failedOutcome, type RunOutcome } from "../evaluation/search/run.ts";
import { openSharedTables } from "../evaluation/search/shared-tables.ts";
import { parseTarget } from "../evaluation/search/target.ts";
import { modelCandidate } from "./models.ts";
import type { TrialAnswer, TrialSetup, TrialTask } from "./trial-pool.ts";

/** A thread of a search: fits and measures what it is sent, one run after the other. */
const { tables, model, metric, seed } = workerData as TrialSetup;
const { items, folds } = openSharedTables(tables);
const target = parseTarget(metric);

/** One training thread a run: the search itself keeps every core busy. The thread is ended when the search is. */
const CONTROL = {
  seed,
  threads: 1,
  signal: new AbortController().signal,
  onPhase: () => undefined,
};

async function answer({ fold, part, set }: TrialTask): Promise<TrialAnswer> {
  const { validation = [], test } = folds[fold] ?? {};
  const parts = part === "validation" ? validation : test === undefined ? [] : [test];
  try {
    const candidate = modelCandidate(model, set, items, CONTROL);
    const outcomes: RunOutcome[] = [];
    for (const measured of parts) outcomes.push(await runOn(candidate, measured));
    return { kind: "outcome", ...mean(outcomes) };
  } catch (error) {
    if (error instanceof OptionsError) return { kind: "refused", code: error.code, message: error.message };
    const code = expectedCode(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    return { kind: "outcome", outcome: failedOutcome(code), message: error.message };
  }
}

async function runOn(candidate: Candidate, part: PreparedFold): Promise<RunOutcome> {
  const startedMs = performance.now();
  const fitted = await candidate.fit(part.train);
  const fitSeconds = (performance.now() - startedMs) / 1000;
  const { metrics, predictSeconds } = await evaluateFitted(fitted, part, [target.k], { thresholds: part.thresholds });
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  return { status: DONE, metrics: Object.fromEntries(finite), fitSeconds, predictSeconds };
}

function mean(outcomes: readonly RunOutcome[]): { outcome: RunOutcome; message: string | undefined } {
  const metrics = meanMetrics(outcomes);
  if (!outcomes.every((outcome) => outcome.metrics[target.metric] !== undefined)) {
    return { outcome: failedOutcome("no-figure"), message: `${target.metric} has no value` };
  }
  const meanOf = (seconds: readonly number[]) => seconds.reduce((sum, value) => sum + value, 0) / seconds.length;
  return {
    outcome: {
      status: DONE,
      metrics,
      fitSeconds: meanOf(outcomes.map(({ fitSeconds }) => fitSeconds)),
      predictSeconds: meanOf(outcomes.map(({ predictSeconds }) => predictSeconds)),
    },
    message: undefined,
  };
}

/** The code of an error that says something about the setting or the data; undefined for one that is our own fault. */
function expectedCode(error: unknown): string | undefined {
  // A broken installation must not stand in a results file as a bad setting.
  if (error instanceof NearEdgeError) return error.code === "kernel-missing" ? undefined : error.code;
  const isChecked = (error instanceof RangeError || error instanceof TypeError) && error.message.includes("expected");
  return isChecked ? "bad-value" : undefined;
}

parentPort?.on("message", async (task: TrialTask) => parentPort?.postMessage(await answer(task)));
