import { Command } from "commander";
import { OptionsError } from "../errors.ts";
import { loadRecommender } from "../load-recommender.ts";
import { MAXIMUM_PREDICTIONS } from "../serving/limits.ts";
import { printPredictions } from "./answer.ts";
import { idList } from "./arguments.ts";
import { type PersonArguments, ratingsOption, readPerson } from "./history.ts";

interface PredictArguments extends PersonArguments {
  readonly items: string;
  readonly json?: boolean;
}

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
    .action(async (folder: string, given: PredictArguments) => {
      const person = readPerson(given);
      const items = idList(given.items);
      if (items.length === 0 || items.length > MAXIMUM_PREDICTIONS) {
        throw new OptionsError("bad-items", `--items: expected 1 to ${MAXIMUM_PREDICTIONS} ids, got ${items.length}`);
      }
      const recommender = await loadRecommender(folder);
      printPredictions(recommender, recommender.predict({ ...person, items }), given.json);
    });
}
