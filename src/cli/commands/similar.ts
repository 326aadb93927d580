import { Command } from "commander";
import { DEFAULT_K, MAXIMUM_K } from "../../serving/limits.ts";
import { integer, number } from "../arguments.ts";
import type { SimilarArguments } from "../similar.ts";

/** `nearedge similar`: items whose factors point the same way, or that gain most from the item. */
export function similarCommand(): Command {
  return new Command("similar")
    .description(
      "List the items most similar to one, by cosine of their factors or by the weights between items, or to all into a file.",
    )
    .argument("<artefact>", "folder of the artefact")
    .option("--item <id>", "id of the item")
    .option("--items <ids>", "lists for many: all, or ids separated by commas (or a JSON array); with --out")
    .option("--out <file>", "file for the lists of --items, .parquet, .csv or .jsonl; replaced when it is there")
    .option("--k <n>", "length of the list", integer(1, MAXIMUM_K), DEFAULT_K)
    .option("--filter <json>", "conditions on attributes, as for recommend")
    .option("--boost <expression>", "an expression over columns, as for recommend")
    .option(
      "--now <seconds>",
      "the present that age() counts to, since 1970; the newest of the column by default",
      number,
    )
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge similar .nearedge/artefact --item film-alien-1979 --k 5")
    .action(async (folder: string, given: SimilarArguments) =>
      (await import("../similar.ts")).runSimilar(folder, given),
    );
}
