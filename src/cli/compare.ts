import { Command } from "commander";
import { OptionsError } from "../errors.ts";
import { formatReportTable } from "../evaluation/report-table.ts";
import { verdictsOf } from "../evaluation/verdict.ts";
import { addReadingOptions, integer, seedOption, threadsOption } from "./arguments.ts";
import { interruptible } from "./interrupt.ts";
import { addMeasureOptions, type MeasureArguments, measure, planMeasurement } from "./measure.ts";
import { addFoldOptions, openFolds } from "./open-folds.ts";
import { checkOutFile, writeOutFile } from "./out-file.ts";
import { say } from "./progress.ts";
import { readingJson } from "./reading-lines.ts";
import { describeDataset } from "./train.ts";

interface CompareArguments extends MeasureArguments {
  readonly folds: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `nearedge compare`: models on several folds, with times and confidence intervals, as a table and a report to look at. */
export function compareCommand(): Command {
  return addMeasureOptions(addFoldOptions(addReadingOptions(new Command("compare"))))
    .description("Compare models over folds, with fit and test times, in a report that opens offline.")
    .argument("[interactions]", "file, folder or pattern of interactions, - for standard input, or builtin:catalogue")
    .requiredOption("--out <file>", "report to write, one HTML file; replaced when it is there")
    .option("--folds <n>", "folds of cross-validation", integer(1, 1000), 5)
    .option("--protocol <name>", "another protocol than kfold, such as leave-last-out or given")
    .option(...seedOption)
    .option(...threadsOption)
    .option("--json", "also print one JSON object, as evaluate does")
    .addHelpText(
      "after",
      "\nExample:\n  nearedge compare builtin:catalogue --models implicit-als,popularity --folds 3 --out report.html",
    )
    .action((path: string | undefined, given: CompareArguments, command: Command) =>
      interruptible((signal) => runCompare(path, given, command.getOptionValueSource("folds") === "cli", signal)),
    );
}

async function runCompare(
  path: string | undefined,
  given: CompareArguments,
  foldsGiven: boolean,
  signal: AbortSignal,
): Promise<void> {
  const plan = await planMeasurement(given);
  await checkOutFile(given.out, [path, ...given.trainFile, ...given.testFile, given.items, given.tuned]);
  if (foldsGiven && given.protocol !== undefined) {
    throw new OptionsError("folds-and-protocol", `--folds: expected either --folds or --protocol, got both`);
  }
  const opened = await openFolds(path, given, signal, `kfold:${given.folds}`);
  const { name, note } = opened.dataset;
  describeDataset(opened.dataset);
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
