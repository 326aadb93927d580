import { Command } from "commander";
import { ratingsOption } from "../options/person.ts";
import type { PredictArguments } from "../predict.ts";

/** `nearedge predict`: what a person would make of certain items. */
export function predictCommand(): Command {
  return new Command("predict")
    .description("Predict what a person would rate certain items; scores where the model has no ratings.")
    .argument("<artefact>", "folder of the artefact")
    .requiredOption("--items <ids>", "ids of the items, separated by commas (or a JSON array)")
    .option("--user <id>", "id of a user of the training data")
    .option("--history <ids>", "ids of items that the person has, in the same form")
    .option(...ratingsOption)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      "\nExample:\n  nearedge predict .nearedge/artefact --items film-aliens-1986,film-robocop-1987 --history film-alien-1979",
    )
    .action(async (folder: string, given: PredictArguments) =>
      (await import("../predict.ts")).runPredict(folder, given),
    );
}
