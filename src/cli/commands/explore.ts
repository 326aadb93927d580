import { Command } from "commander";
import { transformOption } from "../arguments.ts";
import type { ExploreArguments } from "../explore.ts";
import { addReadingOptions } from "../options/reading.ts";

/** `nearedge explore`: what the data looks like before a model is trained on it, as a report to look at. */
export function exploreCommand(): Command {
  return addReadingOptions(new Command("explore"))
    .description(
      "Describe interactions in a report that opens offline: sizes, distributions, long tail, suspicious users.",
    )
    .argument("<interactions>", "file, folder or pattern of interactions, - for standard input, or builtin:catalogue")
    .requiredOption("--out <file>", "report to write, one HTML file; replaced when it is there")
    .option(...transformOption)
    .option("--no-user-ids", "leave out the ids of suspicious users, in the report and in --json")
    .option("--json", "print the profile as one JSON object, in place of a summary")
    .addHelpText("after", "\nExample:\n  nearedge explore builtin:catalogue --out report.html")
    .action(async (path: string, given: ExploreArguments) => (await import("../explore.ts")).runExplore(path, given));
}
