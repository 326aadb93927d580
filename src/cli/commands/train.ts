import { Command, Option } from "commander";
import { NETWORK_HELP } from "../arguments.ts";
import { namedOptions } from "../named-options.ts";
import { addSparkOptions, ENGINES, type SparkArguments } from "../options/spark.ts";
import { addTrainOptions, type TrainArguments } from "../options/train.ts";

/** `nearedge train`: interactions in, artefact out. */
export function trainCommand(): Command {
  const described = addTrainOptions(new Command("train")).addOption(
    new Option("--engine <name>", "where the factors are fitted: here, or by spark-submit (docs/spark.md)")
      .choices(ENGINES)
      .default("local"),
  );
  return addSparkOptions(described)
    .description("Train a model and pack it into an artefact.")
    .argument("<interactions>", "file, folder or pattern of interactions, - for standard input, or builtin:catalogue")
    .requiredOption("--out <folder>", "folder of the artefact; replaced when it is one already")
    .option("--preset <row>", "the network of a published notebook, such as A5 or D1: nearedge models --presets")
    .option("--network <file>", NETWORK_HELP)
    .option(
      "--export-network <folder>",
      "also write the trained network there, as a model.json that tfjs and Keras 2 read",
    )
    .option("--checkpoint <folder>", "keep checkpoints of networks there while they are trained")
    .option("--resume", "go on from the checkpoints that an interrupted training left in --checkpoint")
    .option("--json", "print what was made as one JSON object")
    .addHelpText(
      "after",
      "\nExample:\n  nearedge train builtin:catalogue --out .nearedge/artefact --seed 42\n" +
        "  nearedge train builtin:catalogue --model neural-mf --set regularization=0.0005 --checkpoint .nearedge/checkpoints --out .nearedge/artefact\n" +
        "  nearedge train s3a://bucket/plays/ --engine spark --master spark://host:7077 --work s3a://bucket/out --out .nearedge/artefact",
    )
    .action(async (path: string, given: TrainArguments & SparkArguments, command: Command) => {
      return (await import("../train.ts")).runTrainCommand(path, given, namedOptions(command));
    });
}
