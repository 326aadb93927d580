import { OptionsError } from "../errors.ts";
import { withScratch } from "./scratch.ts";
import { checkName, DEFAULT_NAME } from "./worker-name.ts";
import { findWrangler, runWrangler } from "./wrangler.ts";

export interface RollbackArguments {
  readonly name?: string;
  readonly version?: string;
}

/** Versions of Workers are UUIDs. Anything else could be read by wrangler as an option. */
const VERSION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What wrangler is called with. Throws OptionsError `bad-name` or `bad-version-id`. */
export function rollbackArguments({ name = DEFAULT_NAME, version }: RollbackArguments): string[] {
  const to = version === undefined ? [] : [checkVersionId(version)];
  return ["rollback", ...to, "--name", checkName(name), "--yes", "--message", "nearedge rollback"];
}

/** Has wrangler go back to the version before, or to one by its id. Throws as rollbackArguments, findWrangler and runWrangler do. */
export async function runRollback(given: RollbackArguments): Promise<void> {
  const args = rollbackArguments(given);
  const wrangler = findWrangler("rollback");
  await withScratch("rollback", (cwd) => {
    return runWrangler(wrangler, args, { cwd, onText: (text) => void process.stderr.write(text) });
  });
}

function checkVersionId(version: string): string {
  if (VERSION_ID.test(version)) return version;
  const expected = "the id of a version, as npx wrangler versions list names it: 32 hexadecimal digits with hyphens";
  throw new OptionsError("bad-version-id", `--version: expected ${expected}; got ${JSON.stringify(version)}`);
}
