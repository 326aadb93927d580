import type { Command } from "commander";
import { DEFAULT_NAME } from "../worker-name.ts";

/** What goes into a deployment: the same for `site` and `deploy`. */
export function addSiteOptions(command: Command): Command {
  return command
    .option("--name <name>", `name of the Worker; ${DEFAULT_NAME} by default`)
    .option("--users", "publish users and their histories as well, for the worker alone; they are left out otherwise")
    .option("--scenarios <file>", "JSON file of scenarios, named defaults of lists, and of an experiment")
    .option("--public <folder>", "folder of files of your own, such as pictures of items, to be served from /")
    .option("--no-page", "leave the page out");
}
