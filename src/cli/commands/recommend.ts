import { Command } from "commander";
import { DEFAULT_K, MAXIMUM_K } from "../../serving/limits.ts";
import { integer, number } from "../arguments.ts";
import { ratingsOption } from "../options/person.ts";
import type { RecommendArguments } from "../recommend.ts";

/** `nearedge recommend`: what the edge would answer, from the command line. */
export function recommendCommand(): Command {
  return new Command("recommend")
    .description("Recommend items to a known user, to a history, or to all users into a file.")
    .argument("<artefact>", "folder of the artefact")
    .option("--user <id>", "id of a user of the training data")
    .option("--history <ids>", "ids of items that the user likes, oldest first, separated by commas (or a JSON array)")
    .option(...ratingsOption)
    .option("--likes <ids>", "ids of items that the user likes, beside the history, in the same form")
    .option("--dislikes <ids>", "ids of items that the user dislikes: left out, and items like them sink")
    .option("--explain", "say of each item what its score follows from")
    .option("--users <ids>", "lists for many: all, or ids separated by commas (or a JSON array); with --out")
    .option("--out <file>", "file for the lists of --users, .parquet, .csv or .jsonl; replaced when it is there")
    .option("--exclude <ids>", "ids of items that must not be recommended, in the same form")
    .option("--k <n>", "length of the list", integer(1, MAXIMUM_K), DEFAULT_K)
    .option(
      "--filter <json>",
      'conditions on attributes: {"domain": "book", "year": {"min": 1950}}, or groups: {"must": […], "should": […], "mustNot": […]}',
    )
    .option("--request <json>", "a body of POST /v1/recommendations, or @FILE with one; options beside it count first")
    .option("--boost <expression>", "a number for each item that multiplies its score: if(year > 2000, 1.5, 1)")
    .option(
      "--now <seconds>",
      "the present that age() counts to, since 1970; the newest of the column by default",
      number,
    )
    .option("--attributes <json>", 'what is known of a user without history: {"occupation": "student"}')
    .option(
      "--vector <numbers>",
      "factors of the user in place of a history: numbers with commas, or a file .json or .npy",
    )
    .option("--no-rerank", "leave the order to retrieval")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge recommend .nearedge/artefact --history film-alien-1979 --k 5")
    .action(async (folder: string, given: RecommendArguments) => {
      return (await import("../recommend.ts")).runRecommend(folder, given);
    });
}
