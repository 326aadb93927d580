import { NearEdgeError } from "../../errors.ts";
import type { Candidate } from "../candidate.ts";
import { evaluateFitted } from "../evaluate-fitted.ts";
import type { PreparedFold } from "../prepare-fold.ts";
import type { EvaluateOptions } from "../result.ts";
import { DONE, type RunOutcome } from "./run.ts";
import type { Target } from "./target.ts";

/** Fits a candidate to the train part of a fold and measures it on the test part, ties by `seed`. Rejects with whatever either throws. */
export async function measureRun(
  candidate: Candidate,
  part: PreparedFold,
  target: Target,
  { seed, signal }: Pick<EvaluateOptions, "seed" | "signal">,
): Promise<RunOutcome> {
  const startedMs = performance.now();
  const fitted = await candidate.fit(part.train, undefined, part.asks ?? "missing");
  const fitSeconds = (performance.now() - startedMs) / 1000;
  const { thresholds } = part;
  const { metrics, predictSeconds } = await evaluateFitted(fitted, part, [target.k], { thresholds, seed, signal });
  const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value));
  return { status: DONE, metrics: Object.fromEntries(finite), fitSeconds, predictSeconds };
}

/** The code of an error that says something about the setting or the data; undefined for one that is our own fault. */
export function expectedCode(error: unknown): string | undefined {
  // A broken installation must not stand among the results as a bad setting.
  if (error instanceof NearEdgeError) return error.code === "kernel-missing" ? undefined : error.code;
  const isChecked = (error instanceof RangeError || error instanceof TypeError) && error.message.includes("expected");
  return isChecked ? "bad-value" : undefined;
}
