import { Command } from "commander";
import type { RollbackArguments } from "../rollback.ts";
import { DEFAULT_NAME } from "../worker-name.ts";

/** `nearedge rollback`: an earlier deployment, model and worker together. */
export function rollbackCommand(): Command {
  return new Command("rollback")
    .description("Go back to the deployment before, by wrangler.")
    .option("--name <name>", `name of the Worker; ${DEFAULT_NAME} by default`)
    .option("--version <id>", "version of the Worker to go back to, as wrangler lists them")
    .option("--json", "print one JSON object: name, and versionId of what is deployed now")
    .addHelpText("after", "\nExample:\n  nearedge rollback --name shop")
    .action(async (given: RollbackArguments) => {
      return (await import("../rollback.ts")).runRollback(given);
    });
}
