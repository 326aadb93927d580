import { type Command, Option } from "commander";
import { MEASURED_HALVES } from "../../evaluation/measured-half.ts";
import { collect, NETWORK_HELP, number, numberOrMean, transformOption } from "../arguments.ts";
import type { FoldArguments } from "./folds.ts";
import { addHeadOptions, type HeadArguments } from "./head.ts";

export interface NestedArguments {
  readonly tune: readonly string[];
  readonly tuneMetric?: string;
  readonly tuneValidation?: number;
}

/** Options that say which models are measured and how; shared by `evaluate` and `compare`. */
export interface MeasureArguments extends FoldArguments, NestedArguments, HeadArguments {
  readonly models: string;
  readonly at: string;
  readonly set: readonly string[];
  readonly preset?: readonly string[];
  readonly network?: string;
  readonly transform: readonly string[];
  readonly threshold?: number | "mean";
  readonly decideAt?: number;
  readonly auc?: boolean;
  readonly only?: string;
  readonly tuned?: string;
  readonly threads: number;
}

export function addMeasureOptions(command: Command): Command {
  const described = addHeadOptions(
    command,
    "the kind of NAME+head: blend, linear, mlp, or auto for the better of them (auto)",
  );
  return described
    .option(
      "--models <list>",
      "names separated by commas: models, NAME+head for a re-ranker behind one, and random",
      "implicit-als",
    )
    .option("--at <list>", "lengths of the lists", "10")
    .option("--set <model.key=value>", "option of a model; repeat for more", collect, [])
    .option(
      "--preset <row>",
      "the network of a published notebook, such as A5 or D1, before --models; repeat for more",
      collect,
      [],
    )
    .option("--network <file>", `${NETWORK_HELP}; before --models`)
    .option(
      "--tune <model:key=a,b;key=c>",
      "search these values inside each training part; repeat for models",
      collect,
      [],
    )
    .option("--tune-metric <name>", "what --tune decides by (rmse for models of ratings, else ndcg@10)")
    .option("--tune-validation <share>", "share of each user's training rows that --tune decides on (0.1)", number)
    .option(...transformOption)
    .addOption(
      new Option(
        "--threshold [value]",
        "rating from which an interaction counts as liked; alone or as mean, the mean rating: adds F1, ROC-AUC …",
      )
        .preset("mean")
        .argParser(numberOrMean),
    )
    .option("--decide-at <value>", "prediction from which a model recommends; the threshold by default", number)
    .option("--tuned <file>", "take the best options from a results file of nearedge tune")
    .option("--only <half>", `measure one half alone, with its tables: ${MEASURED_HALVES.join(" or ")}`)
    .option("--auc", "also measure AUC over items, which ranks the whole catalogue for every user");
}
