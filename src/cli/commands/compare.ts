import { Command } from "commander";
import { integer, seedOption, threadsOption } from "../arguments.ts";
import type { CompareArguments } from "../compare.ts";
import { addFoldOptions } from "../options/folds.ts";
import { addMeasureOptions } from "../options/measure.ts";
import { addReadingOptions } from "../options/reading.ts";

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
    .action(async (path: string | undefined, given: CompareArguments, command: Command) => {
      const foldsGiven = command.getOptionValueSource("folds") === "cli";
      const modelsAreGiven = command.getOptionValueSource("models") === "cli";
      return (await import("../compare.ts")).runCompare(path, given, foldsGiven, modelsAreGiven);
    });
}
