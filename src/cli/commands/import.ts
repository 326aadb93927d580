import { Command } from "commander";
import { addImportOptions, type ImportArguments } from "../options/import.ts";

/** `nearedge import`: factors made elsewhere in, artefact out. */
export function importCommand(): Command {
  return addImportOptions(new Command("import"))
    .description("Pack a model that was made elsewhere: by Spark, implicit, or anything that writes item vectors.")
    .argument("<path>", "file or folder of the model, or the folder of our Spark job")
    .requiredOption("--out <folder>", "folder of the artefact; replaced when it is one already")
    .option("--json", "print what was made as one JSON object")
    .addHelpText(
      "after",
      "\nWhat a file does not say must be given: a default would be another model. Pickles are never read.\n" +
        "\nExample:\n" +
        "  nearedge import work --out artefact\n" +
        "  nearedge import model_dir --kind spark-als --item-ids items.parquet --set regularization=0.1 --set confidence=40 --out artefact\n" +
        "  nearedge import model.npz --kind implicit-als --item-ids items.csv --interactions plays.parquet --out artefact\n" +
        "  nearedge import vectors.safetensors --kind dot --fold-in mean --item-ids ids.txt --out artefact",
    )
    .action(async (path: string, given: ImportArguments) => (await import("../import.ts")).runImport(path, given));
}
