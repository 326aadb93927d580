import { OptionsError } from "../errors.ts";
import { formatReportTable } from "../evaluation/report-table.ts";
import { verdictsOf } from "../evaluation/verdict.ts";
import { describeDataset } from "./describe-dataset.ts";
import { interruptible } from "./interrupt.ts";
import { withNetworks } from "./network-option.ts";
import { openFolds, planFolds } from "./open-folds.ts";
import type { MeasureArguments } from "./options/measure.ts";
import { checkOutFile, writeOutFile } from "./out-file.ts";
import { withPresets } from "./presets.ts";
import { say } from "./progress.ts";
import { readingJson } from "./reading-lines.ts";

export interface CompareArguments extends MeasureArguments {
  readonly folds: number;
  readonly out: string;
  readonly json?: boolean;
}

/** Measures models on several folds, and writes a report to look at. `foldsGiven`: whether --folds was said. */
export function runCompare(
  path: string | undefined,
  given: CompareArguments,
  foldsGiven: boolean,
  modelsAreGiven: boolean,
): Promise<void> {
  return interruptible(async (signal) => {
    const settled = await withNetworks(withPresets(given, modelsAreGiven), modelsAreGiven);
    return compare(path, settled, foldsGiven, signal);
  });
}

async function compare(
  path: string | undefined,
  given: CompareArguments,
  foldsGiven: boolean,
  signal: AbortSignal,
): Promise<void> {
  if (foldsGiven && given.protocol !== undefined) {
    throw new OptionsError("folds-and-protocol", `--folds: expected either --folds or --protocol, got both`);
  }
  const folds = planFolds(path, given, `kfold:${given.folds}`);
  // Definitions of models are loaded when the rest is right.
  const { planMeasurement } = await import("./measure-plan.ts");
  const plan = await planMeasurement(given);
  await checkOutFile(given.out, [path, ...given.trainFile, ...given.testFile, given.items, given.tuned]);
  const opened = await openFolds(folds, given, signal);
  const { name, note } = opened.dataset;
  describeDataset(opened.dataset);
  const { measure } = await import("./measure.ts");
  const report = await measure(plan, opened, given, signal, true);
  // The charting library takes longer to import than everything else here: only who draws pays for it.
  const [{ compareReport }, { renderReport }] = await Promise.all([
    import("../evaluation/reports/compare-report.ts"),
    import("../evaluation/reports/page.ts"),
  ]);
  const page = await renderReport(compareReport(report, { name, note }));
  signal.throwIfAborted();
  await writeOutFile(given.out, page);
  if (given.json) {
    const reading = readingJson(opened.dataset.report);
    process.stdout.write(`${JSON.stringify({ ...report, ...reading, ...(note === "" ? {} : { note }) })}\n`);
  } else {
    const verdicts = verdictsOf(report).map((sentence) => `${sentence}\n`);
    const head = note === "" ? "" : `${name}: ${note}\n`;
    process.stdout.write(`${head}${[formatReportTable(report), verdicts.join("")].filter((part) => part).join("\n")}`);
  }
  say(`${given.out}: the report, ${page.length} characters; open it in a browser`);
}
