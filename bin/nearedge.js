#!/usr/bin/env node
// Starts the command line: the built form in an installed package, in a checkout the sources, which Node runs as they are
// from 22.18 on. An older Node hands over to the one that the package brings along.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module, { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { endWithNpm } from "./end-with-npm.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

endWithNpm();
if (major > 22 || (major === 22 && minor >= 18)) {
  endWithWrapper();
  // Node does not strip types under node_modules, and a checkout may hold an old build.
  const installed = here(".").includes("node_modules");
  // Stripping types takes most of the time of a short command: what was stripped and compiled is kept, as other tools do.
  if (!installed) module.enableCompileCache(here("../node_modules/.cache/nearedge"));
  const { main } = await import(installed ? "../dist/src/cli/main.js" : "../src/cli/main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  const own = findNode();
  if (own !== undefined) {
    wrap(own);
  } else {
    process.stderr.write(`nearedge needs Node 22.18 or newer, this is ${process.versions.node}\n`);
    process.exitCode = 1;
  }
}

/** The Node that the package brings along, wherever the package manager has put it. */
function findNode() {
  const system = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${system}-${process.arch}/bin/node${system === "win" ? ".exe" : ""}`;
  try {
    const found = createRequire(import.meta.url).resolve(name);
    return existsSync(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Runs this file in another Node, as if it were this process: signals go there, and its end is the end here. */
function wrap(node) {
  const child = spawn(node, [here("nearedge.js"), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, NEAREDGE_WRAPPED: "1" },
  });
  const forwarders = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => [signal, () => pass(signal)]);
  // A console of Windows tells all of its processes, and there is no other signal to pass on.
  const pass = (signal) => process.platform === "win32" || child.kill(signal);
  for (const [signal, forward] of forwarders) process.on(signal, forward);
  child.on("error", (error) => {
    process.stderr.write(`nearedge: ${node} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (status, signal) => {
    for (const [name, forward] of forwarders) process.off(name, forward);
    // Dying of the same signal gives the caller the same status, 128 and its number in a shell.
    if (signal === null) process.exit(status ?? 1);
    process.kill(process.pid, signal);
    // Signals that Node itself takes no end from.
    setTimeout(() => process.exit(1), 1000);
  });
}

/** A wrapper that was killed can pass nothing on: its channel ends, and that counts as SIGTERM. */
function endWithWrapper() {
  if (process.env.NEAREDGE_WRAPPED === undefined) return;
  delete process.env.NEAREDGE_WRAPPED;
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel?.unref();
}
