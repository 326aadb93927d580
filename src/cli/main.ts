import { Command } from "commander";
import { COMMANDS } from "./commands.ts";
import { reportFailure, watchOutput } from "./failure.ts";
import { addModelNames } from "./model-help.ts";
import { version } from "./version.ts";
import "../platform.node.ts";

/** Runs the command line and returns its exit status: 0 done, 1 failed, 2 used wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  watchOutput();
  const program = new Command("nearedge")
    .description("Train a recommender on interactions, prove it, and serve it from the edge or the browser.")
    .version(version())
    // Behind a command, --version belongs to the command.
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError("(nearedge --help lists the commands, nearedge COMMAND --help its options)");
  for (const command of await commandsFor(args)) program.addCommand(command);
  for (const command of [program, ...program.commands]) command.exitOverride();
  const [called, ...others] = program.commands;
  if (called && others.length === 0 && (args.includes("--help") || args.includes("-h"))) await addModelNames(called);
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

/** The command that is called; all of them where none is, for help and for a name with a slip in it. */
function commandsFor([name = "", ...others]: readonly string[]): Promise<Command[]> {
  if (others.length === 0 && (name === "--version" || name === "-V")) return Promise.resolve([]);
  const called = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return Promise.all((called === undefined ? Object.values(COMMANDS) : [called]).map((make) => make()));
}
