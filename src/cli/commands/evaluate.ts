import { Command } from "commander";
import { seedOption, threadsOption } from "../arguments.ts";
import type { EvaluateArguments } from "../evaluate.ts";
import { addFoldOptions } from "../options/folds.ts";
import { addMeasureOptions } from "../options/measure.ts";
import { addReadingOptions } from "../options/reading.ts";

/** `nearedge evaluate`: models beside the trivial baselines, under one protocol. */
export function evaluateCommand(): Command {
  return addMeasureOptions(addFoldOptions(addReadingOptions(new Command("evaluate"))))
    .description("Measure models on held-out interactions, beside the trivial baselines.")
    .argument("[interactions]", "file, folder or pattern of interactions, - for standard input, or builtin:catalogue")
    .option("--protocol <name>", "random:0.2, kfold:5, leave-last-out, temporal:0.2, given …; see docs/evaluation.md")
    .option(
      "--policy <artefact>",
      "estimate what this artefact would have earned, from a log of answers in place of interactions",
    )
    .option("--request <json>", "with --policy: fields that it sets in every request, or @FILE with them")
    .option(...seedOption)
    .option(...threadsOption)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      "\nExample:\n  nearedge evaluate builtin:catalogue --models implicit-als,popularity --protocol random:0.2 --at 10,20",
    )
    .action(async (path: string | undefined, given: EvaluateArguments, command: Command) => {
      const modelsAreGiven = command.getOptionValueSource("models") === "cli";
      return (await import("../evaluate.ts")).runEvaluate(path, given, modelsAreGiven);
    });
}
