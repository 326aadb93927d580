import { Command } from "commander";
import { formatReportTable } from "../evaluation/report-table.ts";
import { addReadingOptions, seedOption, threadsOption } from "./arguments.ts";
import { interruptible } from "./interrupt.ts";
import { addMeasureOptions, type MeasureArguments, measure, planMeasurement } from "./measure.ts";
import { addFoldOptions, openFolds } from "./open-folds.ts";
import { readingJson } from "./reading-lines.ts";
import { describeDataset } from "./train.ts";

interface EvaluateArguments extends MeasureArguments {
  readonly json?: boolean;
}

/** `nearedge evaluate`: models beside the trivial baselines, under one protocol. */
export function evaluateCommand(): Command {
  return addMeasureOptions(addFoldOptions(addReadingOptions(new Command("evaluate"))))
    .description("Measure models on held-out interactions, beside the trivial baselines.")
    .argument("[interactions]", "file, folder or pattern of interactions, - for standard input, or builtin:catalogue")
    .option("--protocol <name>", "random:0.2, kfold:5, leave-last-out, temporal:0.2, given …; see docs/evaluation.md")
    .option(...seedOption)
    .option(...threadsOption)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      "\nExample:\n  nearedge evaluate builtin:catalogue --models implicit-als,popularity --protocol random:0.2 --at 10,20",
    )
    .action((path: string | undefined, given: EvaluateArguments) =>
      interruptible((signal) => runEvaluate(path, given, signal)),
    );
}

async function runEvaluate(path: string | undefined, given: EvaluateArguments, signal: AbortSignal): Promise<void> {
  const plan = await planMeasurement(given);
  const opened = await openFolds(path, given, signal);
  const { name, note } = opened.dataset;
  describeDataset(opened.dataset);
  const report = await measure(plan, opened, given, signal, false);
  if (given.json)
    process.stdout.write(
      `${JSON.stringify({ ...report, ...readingJson(opened.dataset.report), ...(note === "" ? {} : { note }) })}\n`,
    );
  else process.stdout.write(`${note === "" ? "" : `${name}: ${note}\n`}${formatReportTable(report)}`);
}
