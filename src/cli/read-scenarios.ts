import { readFile } from "node:fs/promises";
import { readConfiguration } from "../../worker/configuration.ts";
import { OptionsError } from "../errors.ts";

/**
 * Reads and checks the file of `--scenarios`; gives its JSON. Throws OptionsError `bad-scenarios` with the file and what is
 * wrong where.
 */
export async function readScenarios(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OptionsError("bad-scenarios", `--scenarios: expected a file to read at ${path}: ${reason}`, { cause });
  });
  readConfiguration(text, path);
  // The configuration of the runtime takes a text in one line.
  return JSON.stringify(JSON.parse(text));
}
