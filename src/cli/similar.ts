import { Command } from "commander";
import { loadRecommender } from "../load-recommender.ts";
import { DEFAULT_K, MAXIMUM_K } from "../serving/limits.ts";
import { parseFilter, printAnswer } from "./answer.ts";
import { integer } from "./arguments.ts";

interface SimilarArguments {
  readonly item: string;
  readonly k: number;
  readonly filter?: string;
  readonly json?: boolean;
}

/** `nearedge similar`: items whose factors point the same way, or that gain most from the item. */
export function similarCommand(): Command {
  return new Command("similar")
    .description("List the items most similar to one, by cosine of their factors or by the weights between items.")
    .argument("<artefact>", "folder of the artefact")
    .requiredOption("--item <id>", "id of the item")
    .option("--k <n>", "length of the list", integer(1, MAXIMUM_K), DEFAULT_K)
    .option("--filter <json>", "conditions on attributes, as for recommend")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge similar .nearedge/artefact --item film-alien-1979 --k 5")
    .action(async (folder: string, given: SimilarArguments) => {
      const filter = parseFilter(given.filter);
      const recommender = await loadRecommender(folder);
      printAnswer(recommender, recommender.similar({ itemId: given.item, k: given.k, filter }), given.json);
    });
}
