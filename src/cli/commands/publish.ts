import { Command } from "commander";
import type { PublishArguments } from "../publish.ts";

/** `nearedge publish`: the static files of a site alone, for a wrangler.toml or a host of one's own. */
export function publishCommand(): Command {
  return new Command("publish")
    .description(
      "Put an artefact, the page and the rules for caches into a folder of static files (see also: site, deploy).",
    )
    .argument("<artefact>", "folder of the artefact")
    .requiredOption("--to <folder>", "folder to fill; replaced when it was filled before")
    .option("--users", "publish users and their histories as well, for the worker alone; they are left out otherwise")
    .option("--no-page", "leave the page out")
    .addHelpText("after", "\nExample:\n  nearedge publish .nearedge/artefact --to .nearedge/site")
    .action(async (artefact: string, given: PublishArguments) => {
      return (await import("../publish.ts")).runPublish(artefact, given);
    });
}
