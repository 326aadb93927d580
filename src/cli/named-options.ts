import type { Command } from "commander";
import { OptionsError } from "../errors.ts";
import type { SparkArguments } from "./options/spark.ts";

/** Options that stand on the command line, by the names of their values: those that are there by default do not. */
export type NamedOptions = ReadonlySet<string>;

export function namedOptions(command: Command): NamedOptions {
  const names = Object.keys(command.opts());
  return new Set(names.filter((name) => command.getOptionValueSource(name) === "cli"));
}

/** Throws OptionsError `needs-spark` for an option of Spark without it: it would do nothing. */
export function refuseWithoutSpark(given: NamedOptions): void {
  const options: Readonly<Record<keyof Omit<SparkArguments, "engine">, string>> = {
    master: "--master",
    work: "--work",
    sparkConf: "--spark-conf",
    sparkSubmit: "--spark-submit",
    blocks: "--blocks",
  };
  for (const [property, option] of Object.entries(options)) {
    if (!given.has(property)) continue;
    throw new OptionsError(
      "needs-spark",
      `${option}: expected --engine spark beside it, without which it does nothing`,
    );
  }
}
