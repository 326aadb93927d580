import { Command } from "commander";
import { compareCommand } from "./compare.ts";
import { evaluateCommand } from "./evaluate.ts";
import { exploreCommand } from "./explore.ts";
import { reportFailure, watchOutput } from "./failure.ts";
import { inspectCommand } from "./inspect.ts";
import { modelsCommand } from "./list-models.ts";
import { predictCommand } from "./predict.ts";
import { publishCommand } from "./publish.ts";
import { recommendCommand } from "./recommend.ts";
import { serveCommand } from "./serve.ts";
import { similarCommand } from "./similar.ts";
import { trainCommand } from "./train.ts";
import { tuneCommand } from "./tune.ts";
import { version } from "./version.ts";

/** Makers of every command, in the order of `nearedge --help`. */
export const COMMANDS = [
  exploreCommand,
  trainCommand,
  evaluateCommand,
  compareCommand,
  tuneCommand,
  modelsCommand,
  recommendCommand,
  similarCommand,
  predictCommand,
  inspectCommand,
  serveCommand,
  publishCommand,
] as const;

/** Runs the command line and returns its exit status: 0 done, 1 failed, 2 used wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  watchOutput();
  const program = new Command("nearedge")
    .description("Train a recommender on interactions, prove it, and serve it from the edge or the browser.")
    .version(version())
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError("(nearedge --help lists the commands, nearedge COMMAND --help its options)");
  for (const make of COMMANDS) program.addCommand(make());
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    if (args.length === 0) {
      program.outputHelp({ error: true });
      return 2;
    }
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    return reportFailure(error);
  }
}
