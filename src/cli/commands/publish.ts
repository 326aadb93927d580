import { Command } from "commander";
import type { PublishArguments } from "../publish.ts";

/** `nearedge publish`: the folder of static files that a deployment takes. */
export function publishCommand(): Command {
  return new Command("publish")
    .description("Put an artefact, the page and the rules for caches into a folder of static files, to be deployed.")
    .argument("<artefact>", "folder of the artefact")
    .requiredOption("--to <folder>", "folder to fill; replaced when it was filled before")
    .option("--no-page", "leave the page out")
    .addHelpText("after", "\nExample:\n  nearedge publish .nearedge/artefact --to .nearedge/site")
    .action(async (artefact: string, given: PublishArguments) => {
      return (await import("../publish.ts")).runPublish(artefact, given);
    });
}
