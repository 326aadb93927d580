import { stripVTControlCharacters } from "node:util";
import { DataError, OptionsError } from "../errors.ts";
import { withScratch } from "./scratch.ts";
import { checkName, DEFAULT_NAME } from "./worker-name.ts";
import { findWrangler, runWrangler } from "./wrangler.ts";

export interface RollbackArguments {
  readonly name?: string;
  readonly version?: string;
  readonly json?: boolean;
}

/** Versions of Workers are UUIDs. Anything else could be read by wrangler as an option. */
const VERSION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What wrangler is called with. Throws OptionsError `bad-name` or `bad-version-id`. */
export function rollbackArguments({ name = DEFAULT_NAME, version }: RollbackArguments): string[] {
  const to = version === undefined ? [] : [checkVersionId(version)];
  return ["rollback", ...to, "--name", checkName(name), "--yes", "--message", "nearedge rollback"];
}

/**
 * Has wrangler go back to the version before, or to one by its id. Throws as rollbackArguments, findWrangler and runWrangler do, and with
 * `json` as versionOf does.
 */
export async function runRollback(given: RollbackArguments): Promise<void> {
  const args = rollbackArguments(given);
  const wrangler = findWrangler("rollback");
  const said = await withScratch("rollback", (cwd) => {
    return runWrangler(wrangler, args, { cwd, onText: (text) => void process.stderr.write(text) });
  });
  if (given.json) {
    process.stdout.write(`${JSON.stringify({ name: given.name ?? DEFAULT_NAME, versionId: versionOf(said) })}\n`);
  }
}

/**
 * The version that is deployed now, by wrangler's last line: of a rollback it writes nothing for programs. Throws DataError
 * `wrangler-answer` where the line is not there: it ends with status 0 as well where it has changed nothing.
 */
export function versionOf(said: string): string {
  const id = /^Current Version ID: (\S+)\s*$/m.exec(stripVTControlCharacters(said))?.[1];
  if (id !== undefined && VERSION_ID.test(id)) return id;
  const expected =
    "wrangler rollback: expected a line `Current Version ID: …` with the version that is deployed now, got none";
  throw new DataError("wrangler-answer", `${expected}; npx wrangler deployments list says what is`);
}

function checkVersionId(version: string): string {
  if (VERSION_ID.test(version)) return version;
  const expected = "the id of a version, as npx wrangler versions list names it: 32 hexadecimal digits with hyphens";
  throw new OptionsError("bad-version-id", `--version: expected ${expected}; got ${JSON.stringify(version)}`);
}
