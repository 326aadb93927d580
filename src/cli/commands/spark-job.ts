import { Command } from "commander";
import { namedOptions } from "../named-options.ts";
import { addSparkOptions, type SparkArguments } from "../options/spark.ts";
import { addTrainOptions, type TrainArguments } from "../options/train.ts";

/** `nearedge spark-job`: the job of `--engine spark` as a file, for a Spark that is started otherwise. */
export function sparkJobCommand(): Command {
  return addSparkOptions(addTrainOptions(new Command("spark-job")))
    .description("Write the job of train --engine spark to a file, and print the command that runs it.")
    .argument("[interactions]", "address of the interactions, as Spark reads it")
    .requiredOption("--out <file>", "file of the job")
    .option("--json", "print the command and the import as one JSON object")
    .addHelpText(
      "after",
      "\nWhat the job has written is packed by nearedge import.\n" +
        "\nExample:\n  nearedge spark-job s3://bucket/plays/ --work s3://bucket/out --out als_job.py",
    )
    .action(async (path: string | undefined, given: TrainArguments & SparkArguments, command: Command) => {
      return (await import("../spark-job.ts")).runSparkJob(path, given, namedOptions(command));
    });
}
