/**
 * Builds what a published package brings along, into dist/ or another folder: JavaScript with types, the kernels, and the page.
 *
 *   npm run build
 *   node scripts/build-package.ts [FOLDER]
 */
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DIST = resolve(process.argv[2] ?? join(ROOT, "dist"));

rmSync(DIST, { recursive: true, force: true });
const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
const compiled = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json", "--outDir", DIST], {
  cwd: ROOT,
  stdio: "inherit",
});
if (compiled.status !== 0) process.exit(1);
cpSync(join(ROOT, "build"), join(DIST, "build"), { recursive: true });
process.env.NEAREDGE_WEB_OUT = join(DIST, "web");
await build({ configFile: join(ROOT, "web/vite.config.ts"), logLevel: "error" });
