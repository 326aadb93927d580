import { Command } from "commander";

/** `nearedge models`: every model with its options and their defaults. */
export function modelsCommand(): Command {
  return new Command("models")
    .description("List the models, their options and the defaults.")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge models --json")
    .action(async (given: { readonly json?: boolean }) => (await import("../list-models.ts")).listModels(given));
}
