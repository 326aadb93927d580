import { Command } from "commander";
import type { DeployArguments } from "../deploy.ts";
import { addSiteOptions } from "../options/site.ts";

/** `nearedge deploy`: an artefact to Cloudflare, by the wrangler that is installed. */
export function deployCommand(): Command {
  return addSiteOptions(
    new Command("deploy")
      .description("Deploy an artefact with the worker and the page to Cloudflare, by wrangler.")
      .argument("<artefact>", "folder of the artefact"),
  )
    .option("--dry-run", "upload nothing: say what would be public, what private, and what it weighs beside the limits")
    .option("--force", "deploy also what exceeds a limit")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge deploy .nearedge/artefact --name shop --dry-run")
    .action(async (artefact: string, given: DeployArguments) => {
      return (await import("../deploy.ts")).runDeploy(artefact, given);
    });
}
