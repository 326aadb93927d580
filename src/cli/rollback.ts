import { withScratch } from "./scratch.ts";
import { checkName, DEFAULT_NAME } from "./worker-name.ts";
import { findWrangler, runWrangler } from "./wrangler.ts";

export interface RollbackArguments {
  readonly name?: string;
  readonly version?: string;
}

/** Has wrangler go back to the version before, or to one by its id. Throws as checkName, findWrangler and runWrangler do. */
export async function runRollback({ name = DEFAULT_NAME, version }: RollbackArguments): Promise<void> {
  const wrangler = findWrangler("rollback");
  const args = ["rollback", ...(version === undefined ? [] : [version]), "--name", checkName(name), "--yes"];
  await withScratch("rollback", (cwd) => {
    return runWrangler(wrangler, [...args, "--message", "nearedge rollback"], {
      cwd,
      onText: (text) => void process.stderr.write(text),
    });
  });
}
