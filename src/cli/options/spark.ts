import type { Command } from "commander";
import { collect, integer } from "../arguments.ts";

/** How training on Spark is asked for on a command line. */
export interface SparkArguments {
  readonly engine: string;
  readonly master?: string;
  readonly work?: string;
  readonly sparkConf: readonly string[];
  readonly sparkSubmit?: string;
  readonly blocks?: number;
}

export const ENGINES = ["local", "spark"] as const;
/** Blocks of users and items, as Spark has it. */
export const DEFAULT_BLOCKS = 10;

/** The options of `--engine spark`. */
export function addSparkOptions(command: Command): Command {
  return command
    .option("--master <url>", "master of Spark, as spark-submit takes it; local[*] by default")
    .option(
      "--work <folder>",
      "where Spark writes, an address that it knows or a folder; a temporary folder by default, with a local master",
    )
    .option(
      "--spark-conf <name=value>",
      "setting of Spark, as in spark.executor.memory=8g, or @FILE with one a line; repeat for more",
      collect,
      [],
    )
    .option("--spark-submit <path>", "the program; by default that of $SPARK_HOME, of PATH, or of .nearedge/spark-venv")
    .option(
      "--blocks <n>",
      `blocks of users and items that Spark divides its factors into (default: ${DEFAULT_BLOCKS})`,
      integer(1, 100_000),
    );
}
