import { Command } from "commander";
import { addSiteOptions } from "../options/site.ts";
import type { SiteArguments } from "../write-site.ts";

/** `nearedge site`: a folder that wrangler deploys as it is. */
export function siteCommand(): Command {
  return addSiteOptions(
    new Command("site")
      .description(
        "Write a folder that wrangler deploys as it is: the worker, the page, the artefact, and wrangler.toml.",
      )
      .argument("<artefact>", "folder of the artefact")
      .requiredOption("--out <folder>", "folder to make; a site that was written before is replaced"),
  )
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge site .nearedge/artefact --out shop-site --name shop")
    .action(async (artefact: string, given: SiteArguments) => {
      return (await import("../write-site.ts")).runSite(artefact, given);
    });
}
