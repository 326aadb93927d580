import type { Command } from "commander";

/**
 * Adds the names of all models to the help of a command that takes one. Their definitions are loaded for that alone: an option
 * that is refused needs none of them.
 */
export async function addModelNames(command: Command): Promise<void> {
  if (!command.options.some(({ long }) => long === "--model" || long === "--models")) return;
  const { MEASURED_NAMES } = await import("../models/model-names.ts");
  command.addHelpText("after", `\nModels (nearedge models says what each does):\n  ${MEASURED_NAMES.join(", ")}`);
}
