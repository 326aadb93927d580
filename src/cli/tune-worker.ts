import { parentPort, workerData } from "node:worker_threads";
import { parseTransform } from "../data/transforms.ts";
import { OptionsError } from "../errors.ts";
import { prepareFold } from "../evaluation/prepare-fold.ts";
import { expectedCode, measureRun } from "../evaluation/search/measure-run.ts";
import { meanMetrics } from "../evaluation/search/ranking.ts";
import { DONE, failedOutcome, type RunOutcome } from "../evaluation/search/run.ts";
import { modelOptions, transformsOf } from "../evaluation/search/searched-transform.ts";
import { openSharedTables } from "../evaluation/search/shared-tables.ts";
import { parseTarget } from "../evaluation/search/target.ts";
import { modelCandidate } from "./models.ts";
import "../platform.node.ts";
import type { TrialAnswer, TrialSetup, TrialTask } from "./trial-pool.ts";

/** A thread of a search: fits and measures what it is sent, one run after the other. */
const { tables, model, metric, seed, threshold, decideAt, leaveOut, ...setup } = workerData as TrialSetup;
const { items, users, folds } = openSharedTables(tables);
const target = parseTarget(metric);
const fixedTransforms = setup.transforms.map(parseTransform);

/** One training thread a run: the search itself keeps every core busy. The thread is ended when the search is. */
const CONTROL = { seed, threads: 1 };

async function answer({ fold, part, set }: TrialTask): Promise<TrialAnswer> {
  const { validation = [], test } = folds[fold] ?? {};
  const parts = part === "validation" ? validation : test === undefined ? [] : [test];
  try {
    const candidate = modelCandidate(model, modelOptions(set), { items, users }, CONTROL);
    const transforms = transformsOf(set) ?? fixedTransforms;
    const outcomes: RunOutcome[] = [];
    for (const measured of parts) {
      const prepared = prepareFold(measured, { transforms, threshold, decideAt });
      outcomes.push(without(leaveOut, await measureRun(candidate, prepared, target, { seed })));
    }
    return { kind: "outcome", ...mean(outcomes) };
  } catch (error) {
    if (error instanceof OptionsError) return { kind: "refused", code: error.code, message: error.message };
    const code = expectedCode(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    return { kind: "outcome", outcome: failedOutcome(code), message: error.message };
  }
}

function without(names: ReadonlySet<string>, outcome: RunOutcome): RunOutcome {
  return {
    ...outcome,
    metrics: Object.fromEntries(Object.entries(outcome.metrics).filter(([name]) => !names.has(name))),
  };
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

parentPort?.on("message", async (task: TrialTask) => parentPort?.postMessage(await answer(task)));
