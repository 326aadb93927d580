import { type Command, Option } from "commander";
import { DEFAULT_JUDGE_USERS, type JudgeUsers } from "../../evaluation/judge-users.ts";
import { collect, countOrAll, list, seedOption } from "../arguments.ts";
import { addReadingOptions, type ReadingArguments } from "./reading.ts";

export interface ImportArguments extends ReadingArguments {
  readonly kind?: string;
  readonly itemIds?: string;
  readonly userIds?: string;
  readonly idColumns?: string;
  readonly interactions?: string;
  readonly test?: string;
  readonly tensor?: string;
  readonly bias?: string;
  readonly foldIn?: string;
  readonly normalise?: boolean;
  readonly set: readonly string[];
  readonly precision?: "f32" | "int8";
  readonly users?: boolean;
  readonly judgeUsers: JudgeUsers;
  readonly keep: readonly string[];
  readonly name?: string;
  readonly note?: string;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}

/** The options of an import; those of reading are for --interactions, --test and --items. */
export function addImportOptions(command: Command): Command {
  return addReadingOptions(
    command
      .option("--kind <name>", "spark-als, implicit-als, implicit-bpr or dot; a folder of our Spark job needs none")
      .option(
        "--item-ids <file>",
        "ids of the rows: csv, tsv, jsonl, parquet, a JSON list or one a line; or rows, for their numbers from 0",
      )
      .option("--user-ids <file>", "the same for the rows of user factors, for implicit-bpr; or rows")
      .option("--id-columns <list>", "names of columns of these lists, and of vectors in Parquet: id=…,index=…")
      .option("--interactions <file>", "what users took: popularity, figures beside it, and histories with --users")
      .option(
        "--test <file>",
        "rows that the model has not seen, to be measured on; without it a tenth of --interactions",
      )
      .option("--tensor <name>", "the matrix among several, or the column of vectors in Parquet; for dot")
      .option(
        "--bias <name>",
        "one number an item: an array beside the matrix, a column of Parquet, or a file; for dot",
      )
      .addOption(
        new Option(
          "--fold-in <rule>",
          "how a history becomes a vector of the user; for dot, which has no default",
        ).choices(["mean", "ridge", "none"]),
      )
      .option("--normalise", "scale all vectors to length 1, for cosine; for dot")
      .option(
        "--set <key=value>",
        "what the file does not say, by the names of our options: regularization, confidence (alpha), …; repeat",
        collect,
        [],
      )
      .addOption(
        new Option("--precision <type>", "how factors are stored (default: f32, int8 for our Spark job)").choices([
          "f32",
          "int8",
        ]),
      )
      .option("--users", "pack users and their histories of --interactions, in private shards"),
  )
    .option(
      "--judge-users <n>",
      "users that figures are measured on, drawn where there are more; or all",
      countOrAll,
      DEFAULT_JUDGE_USERS,
    )
    .option(
      "--keep <columns>",
      "columns of prose of --items to keep, to be shown with items; separated by commas",
      list,
      [],
    )
    .option("--name <text>", "name of the model; that of the file by default")
    .option("--note <text>", "what must be said wherever results on the data appear")
    .option(...seedOption);
}
