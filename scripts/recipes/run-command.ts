import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { shellText } from "../../src/cli/shell-text.ts";
import { DataError } from "../../src/errors.ts";
import { type Answer, parseAnswer } from "./answers.ts";
import type { Values } from "./recipe.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BINARY = "bin/nearedge.js";
/** Commands that have a script of their own. */
const SCRIPTS: Readonly<Record<string, string>> = { "similar-texts": "scripts/similar-texts.ts" };

/** Runs a command of recipes and gives back what it printed. */
export type RunCommand = (command: readonly string[]) => Promise<Answer>;

/** Puts values in place of `{name}`. Throws DataError `unknown-value` for a name that has none. */
export function fillIn(command: readonly string[], values: Values): string[] {
  return command.map((argument) =>
    argument.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value !== undefined) return value;
      throw new DataError("unknown-value", `recipe: expected a value for {${name}} in ${command.join(" ")}, got none`);
    }),
  );
}

/** As typed into a shell in the repository: arguments with unusual characters stand between single quotes. */
export function showCommand(args: readonly string[]): string {
  return ["node", ...args.map(shellText)].join(" ");
}

/** What node is given: the script of the command, with `--json`. */
function scriptAndArguments([name = "", ...rest]: readonly string[]): string[] {
  const script = SCRIPTS[name];
  return [...(script === undefined ? [BINARY, name] : [script]), ...rest, "--json"];
}

/**
 * Runs the command line in processes of its own, each command once: equal commands share an answer. Commands and their
 * progress go to standard error. Throws DataError `command-failed` when one ends with another status than 0.
 */
export function commandRunner(signal: AbortSignal): RunCommand {
  const answers = new Map<string, Promise<Answer>>();
  return (command) => {
    const args = scriptAndArguments(command);
    const shown = showCommand(args);
    const earlier = answers.get(shown);
    if (earlier !== undefined) return earlier;
    process.stderr.write(`$ ${shown}\n`);
    const answer = run(args, signal).then(({ status, stdout }) => {
      if (status === 0) return parseAnswer(stdout);
      throw new DataError("command-failed", `expected status 0, got ${status} of: ${shown}; its message is above`);
    });
    answers.set(shown, answer);
    return answer;
  };
}

function run(
  [script = "", ...args]: readonly string[],
  signal: AbortSignal,
): Promise<{ status: number | null; stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, script), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
      signal,
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.on("error", reject).on("close", (status) => resolve({ status, stdout }));
  });
}
