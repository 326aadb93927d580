import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Compiles the sources with their declarations into `folder`. Throws Error with what the compiler says. */
export function compile(root: string, folder: string): void {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const args = [compiler, "-p", join(root, "tsconfig.build.json"), "--outDir", folder];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`the sources do not compile\n${stdout}`);
}
