import { Command, Option } from "commander";
import { TABLE_FORMATS } from "../../data/table-formats.ts";
import type { ExportArguments } from "../export.ts";

/** `nearedge export`: the vectors or weights that lists are made of, for NumPy and vector indexes. */
export function exportCommand(): Command {
  return new Command("export")
    .description(
      "Write the factors of items and users, or the weights between items, as .npy files with tables of ids.",
    )
    .argument("<artefact>", "folder of the artefact")
    .requiredOption("--out <folder>", "folder to make; one that an export made is replaced")
    .addOption(
      new Option("--tables <format>", "how tables are written").choices(Object.keys(TABLE_FORMATS)).default("parquet"),
    )
    .option("--no-users", "leave the users out, whose factors follow from their histories")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge export .nearedge/artefact --out .nearedge/vectors")
    .action(async (folder: string, given: ExportArguments) => (await import("../export.ts")).runExport(folder, given));
}
