import { Command } from "commander";

/** `nearedge inspect`: what an artefact holds, after the same checks that serving makes. */
export function inspectCommand(): Command {
  return new Command("inspect")
    .description("Check an artefact and say what it holds.")
    .argument("<artefact>", "folder of the artefact")
    .option("--json", "print the manifest, and the type of every column of the items, as one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge inspect .nearedge/artefact")
    .action(async (folder: string, given: { readonly json?: boolean }) => {
      return (await import("../inspect.ts")).runInspect(folder, given);
    });
}
