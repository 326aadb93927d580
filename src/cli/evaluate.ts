import { OptionsError } from "../errors.ts";
import { formatReportTable } from "../evaluation/report-table.ts";
import { describeDataset } from "./describe-dataset.ts";
import { interruptible } from "./interrupt.ts";
import { withNetworks } from "./network-option.ts";
import { openFolds, planFolds } from "./open-folds.ts";
import type { MeasureArguments } from "./options/measure.ts";
import { withPresets } from "./presets.ts";
import { readingJson } from "./reading-lines.ts";

export interface EvaluateArguments extends MeasureArguments {
  readonly json?: boolean;
  readonly policy?: string;
  readonly request?: string;
}

/**
 * Measures models beside the trivial baselines, or estimates a policy from a log of answers, and prints the figures. Throws OptionsError
 * `needs-policy` for fields of a request without a policy.
 */
export function runEvaluate(
  path: string | undefined,
  given: EvaluateArguments,
  modelsAreGiven: boolean,
): Promise<void> {
  const { policy, request, json } = given;
  if (request !== undefined && policy === undefined) {
    throw new OptionsError("needs-policy", "--request: expected --policy ARTEFACT beside it");
  }
  return interruptible(async (signal) => {
    if (policy !== undefined) {
      const { evaluatePolicy } = await import("./evaluate-policy.ts");
      return evaluatePolicy(path, { policy, request, json }, signal);
    }
    return evaluate(path, await withNetworks(withPresets(given, modelsAreGiven), modelsAreGiven), signal);
  });
}

async function evaluate(path: string | undefined, given: EvaluateArguments, signal: AbortSignal): Promise<void> {
  const folds = planFolds(path, given);
  // Definitions of models are loaded when the rest is right.
  const { planMeasurement } = await import("./measure-plan.ts");
  const plan = await planMeasurement(given);
  const opened = await openFolds(folds, given, signal);
  const { name, note } = opened.dataset;
  describeDataset(opened.dataset);
  const { measure } = await import("./measure.ts");
  const report = await measure(plan, opened, given, signal, false);
  if (given.json)
    process.stdout.write(
      `${JSON.stringify({ ...report, ...readingJson(opened.dataset.report), ...(note === "" ? {} : { note }) })}\n`,
    );
  else process.stdout.write(`${note === "" ? "" : `${name}: ${note}\n`}${formatReportTable(report)}`);
}
