#!/usr/bin/env node
// Starts the command line: the built form in an installed package, in a checkout the sources, which Node runs as they are
// from 22.18 on. An older Node hands over to the one that the package brings along.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  // Node does not strip types under node_modules, and a checkout may hold an old build.
  const installed = here(".").includes("node_modules");
  const { main } = await import(installed ? "../dist/src/cli/main.js" : "../src/cli/main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  const own = here(`../node_modules/.bin/node${process.platform === "win32" ? ".cmd" : ""}`);
  if (existsSync(own)) {
    const run = spawnSync(own, [here("nearedge.js"), ...process.argv.slice(2)], { stdio: "inherit" });
    process.exitCode = run.status ?? 1;
  } else {
    process.stderr.write(`nearedge needs Node 22.18 or newer, this is ${process.versions.node}\n`);
    process.exitCode = 1;
  }
}
