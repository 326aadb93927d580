import type { Command } from "commander";
import { DUPLICATE_RULES } from "../../data/readers/duplicates.ts";
import { FORMAT_NAMES } from "../../data/readers/format-names.ts";
import { DECIMALS, QUOTE_RULES } from "../../data/readers/layout.ts";
import { integer, number } from "../arguments.ts";

/** Options that say how to read interactions; the same for every command that reads them. */
export interface ReadingArguments {
  readonly items?: string;
  readonly userTable?: string;
  readonly format: string;
  readonly columns?: string;
  readonly events?: string;
  readonly minValue?: number;
  readonly separator?: string;
  readonly header?: boolean;
  readonly quote?: string;
  readonly decimal?: string;
  readonly dateFormat?: string;
  readonly skipBadRows?: boolean;
  readonly duplicates?: string;
  readonly minUserInteractions?: number;
  readonly minItemInteractions?: number;
  readonly filterPasses?: string;
  /** Of commands that can keep them. */
  readonly coldItems?: boolean;
}

export function addReadingOptions(command: Command): Command {
  return command
    .option("--items <file>", "catalogue of the items: csv, tsv, jsonl, parquet, movies.csv or u.item")
    .option("--user-table <file>", "attributes of the users: csv, tsv, jsonl, parquet, u.user or users.dat")
    .option("--format <name>", `format of the interactions: ${FORMAT_NAMES.join(", ")}`, "auto")
    .option(
      "--columns <list>",
      "names of columns, or positions from 1 with --no-header: user=…,item=…,rating=… or count=…,timestamp=…,event=…",
    )
    .option("--events <list>", "what a row counts for by its event, view=1,transaction=5; others are left out")
    .option("--min-value <n>", "leave out pairs whose value (rating or count) is below this", number)
    .option(
      "--separator <char>",
      `what separates the fields of csv: ${Object.keys(SEPARATORS).join(", ")} or a character`,
    )
    .option("--header", "the first row of csv names the columns, whatever it looks like")
    .option("--no-header", "the first row of csv is data; name columns by position")
    .option("--quote <rule>", `what double quotes mean in csv and tsv: ${QUOTE_RULES.join(", ")}`)
    .option("--decimal <mark>", `the decimal mark: ${DECIMALS.join(", ")}`)
    .option("--date-format <format>", "how timestamps are written, such as %d.%m.%Y (strptime), or epoch")
    .option("--duplicates <rule>", `how rows of the same user and item become one: ${DUPLICATE_RULES.join(", ")}`)
    .option("--skip-bad-rows", "leave out rows that cannot be understood, and count them")
    .option("--min-user-interactions <n>", "leave out users with fewer", integer(1, 1e9))
    .option("--min-item-interactions <n>", "leave out items with fewer", integer(1, 1e9))
    .option(
      "--filter-passes <name>",
      "how often these two count: until-stable, until all that are left have enough (the default); or once, in the whole table",
    );
}

/** Separators by name, for those that a shell makes hard to write. */
export const SEPARATORS: Readonly<Record<string, string>> = {
  tab: "\t",
  "\\t": "\t",
  comma: ",",
  semicolon: ";",
  pipe: "|",
  space: " ",
};
