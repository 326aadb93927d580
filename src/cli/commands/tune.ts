import { availableParallelism } from "node:os";
import { Command } from "commander";
import { MAXIMUM_SETTINGS } from "../../evaluation/search/plan.ts";
import { collect, integer, NETWORK_HELP, number, seedOption, transformOption } from "../arguments.ts";
import { addReadingOptions } from "../options/reading.ts";
import type { TuneArguments } from "../tune-plan.ts";

const MAXIMUM_JOBS = 64;

/** `nearedge tune`: searches for the options of a model on training data alone. */
export function tuneCommand(): Command {
  return addReadingOptions(new Command("tune"))
    .description("Search for the best options of a model, on validation data made from training data alone.")
    .argument("<interactions>", "file, folder or pattern of interactions, - for standard input, or builtin:catalogue")
    .option("--model <name>", "the model, or NAME+head for a re-ranker behind it", "implicit-als")
    .option("--grid <key=a,b,c>", "values of an option to try; repeat for more options", collect, [])
    .option(
      "--space <key=low..high>",
      "range to draw an option from, low..high:log for its logarithm; repeat",
      collect,
      [],
    )
    .option("--trials <n>", "draw this many settings instead of trying all", integer(1, MAXIMUM_SETTINGS))
    .option("--set <key=value>", "option of the model that stays as it is; repeat for more", collect, [])
    .option("--preset <row>", "the network of a published notebook, such as A6 or D1: nearedge models --presets")
    .option("--network <file>", NETWORK_HELP)
    .option("--metric <name>", "what decides: ndcg@10, recall@20, rmse …", "ndcg@10")
    .option(...transformOption)
    .option("--threshold <value>", "rating from which an interaction counts as liked, for f1, roc-auc …", number)
    .option("--decide-at <value>", "prediction from which a model recommends; the threshold by default", number)
    .option(
      "--protocol <name>",
      "holds test data out, on which the best setting is measured once: random:0.2, kfold:5 …",
    )
    .option("--validation <name>", "divides the training data for the choice", "stratified-by-user:0.2")
    .option("--halving [eta]", "begin with little, go on with one setting in eta (3)", integer(2, 10))
    .option("--resource <key>", "option that --halving begins small with (epochs)")
    .option("--min-delta <n>", "gain from one rung to the next without which a setting is stopped (0)", number)
    .option("--jobs <n>", "runs at a time; the result does not depend on it", integer(1, MAXIMUM_JOBS), defaultJobs())
    .option("--out <file>", "table of all runs, csv; the same command goes on with one that is there")
    .option(...seedOption)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      "\nExample:\n  nearedge tune builtin:catalogue --grid factors=8,16 --grid regularization=0.01,0.1 --protocol random:0.2 --out results.csv",
    )
    .action(async (path: string, given: TuneArguments, command: Command) => {
      const modelIsGiven = command.getOptionValueSource("model") === "cli";
      return (await import("../tune.ts")).runTune(path, given, modelIsGiven);
    });
}

function defaultJobs(): number {
  return Math.min(MAXIMUM_JOBS, availableParallelism());
}
