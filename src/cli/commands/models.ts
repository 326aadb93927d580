import { Command } from "commander";

/** `nearedge models`: every model with its options and their defaults. */
export function modelsCommand(): Command {
  return new Command("models")
    .description("List the models, their options and the defaults.")
    .option("--presets", "list the networks of published notebooks instead, with what was wrong there and what we do")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge models --json\n  nearedge models --presets")
    .action(async (given: { readonly json?: boolean; readonly presets?: boolean }) =>
      (await import("../list-models.ts")).listModels(given),
    );
}
