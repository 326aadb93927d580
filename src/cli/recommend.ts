import { Command } from "commander";
import { OptionsError } from "../errors.ts";
import { loadRecommender } from "../load-recommender.ts";
import { DEFAULT_K, MAXIMUM_K } from "../serving/limits.ts";
import { parseAttributes, parseFilter, printAnswer } from "./answer.ts";
import { idList, integer } from "./arguments.ts";
import { type PersonArguments, ratingsOption, readPerson } from "./history.ts";
import { interruptible } from "./interrupt.ts";
import { type BulkArguments, recommendToUsers } from "./recommend-users.ts";

interface RecommendArguments extends PersonArguments, BulkArguments {
  readonly attributes?: string;
}

/** `nearedge recommend`: what the edge would answer, from the command line. */
export function recommendCommand(): Command {
  return new Command("recommend")
    .description("Recommend items to a known user, to a history, or to all users into a file.")
    .argument("<artefact>", "folder of the artefact")
    .option("--user <id>", "id of a user of the training data")
    .option("--history <ids>", "ids of items that the user likes, separated by commas (or a JSON array)")
    .option(...ratingsOption)
    .option("--users <ids>", "lists for many: all, or ids separated by commas (or a JSON array); with --out")
    .option("--out <file>", "file for the lists of --users, .parquet, .csv or .jsonl; replaced when it is there")
    .option("--exclude <ids>", "ids of items that must not be recommended, in the same form")
    .option("--k <n>", "length of the list", integer(1, MAXIMUM_K), DEFAULT_K)
    .option("--filter <json>", 'conditions on attributes: {"domain": "book", "year": {"min": 1950}}')
    .option("--attributes <json>", 'what is known of a user without history: {"occupation": "student"}')
    .option("--no-rerank", "leave the order to retrieval")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge recommend .nearedge/artefact --history film-alien-1979 --k 5")
    .action(async (folder: string, given: RecommendArguments) => {
      if (given.users !== undefined) {
        checkNobody(given);
        await interruptible((signal) => recommendToUsers(folder, given, signal));
        return;
      }
      if (given.out !== undefined) {
        throw new OptionsError(
          "needs-users",
          "--out: expected --users all or --users ID,ID beside it, for whom lists are written",
        );
      }
      const attributes = parseAttributes(given.attributes);
      const person = readPerson(given, attributes !== undefined);
      const filter = parseFilter(given.filter);
      const recommender = await loadRecommender(folder);
      const answer = recommender.recommend({
        ...person,
        attributes,
        exclude: given.exclude === undefined ? undefined : idList(given.exclude),
        k: given.k,
        filter,
        rerank: given.rerank,
      });
      printAnswer(recommender, answer, given.json);
    });
}

/** Lists for many are those of users of the training data. */
function checkNobody(given: RecommendArguments): void {
  const other = (["user", "history", "ratings", "attributes"] as const).find((name) => given[name] !== undefined);
  if (other === undefined) return;
  throw new OptionsError(
    "users-and-person",
    `--users: expected it without --${other}, which is about one person; got both`,
  );
}
