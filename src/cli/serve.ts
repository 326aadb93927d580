import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { ASSET_HEADERS } from "../../worker/asset-headers.ts";
import { readArtefact } from "../artefact/folder.ts";
import { SHOWN_USERS, showsUsers } from "../artefact/manifest-files.ts";
import { DataError, OptionsError } from "../errors.ts";
import { recommenderOf } from "../load-recommender.ts";
import { integer } from "./arguments.ts";
import { say } from "./progress.ts";

const DEFAULT_PORT = 8787;
const READY_TIMEOUT_MS = 60_000;

/** `nearedge serve`: the worker and the page in the real runtime, on this machine. */
export function serveCommand(): Command {
  return new Command("serve")
    .description("Serve an artefact with the edge worker and the page, in the real runtime (wrangler dev).")
    .argument("<artefact>", "folder of the artefact")
    .option("--port <n>", "port on 127.0.0.1", integer(1, 65_535), DEFAULT_PORT)
    .addHelpText("after", "\nExample:\n  nearedge serve .nearedge/artefact --port 8787")
    .action((folder: string, { port }: { readonly port: number }) => runServe(folder, port));
}

/** The package's own folder: above the sources, or above the built files. */
function packageRoot(): string {
  const candidates = ["../../", "../../../"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return candidates.find((folder) => existsSync(join(folder, "wrangler.toml"))) ?? process.cwd();
}

/** Checks the artefact, puts page and artefact where the worker's static files are, and runs the worker until Ctrl-C. */
export async function runServe(folder: string, port: number): Promise<void> {
  const artefact = await readArtefact(folder);
  const { manifest } = await recommenderOf(artefact);
  if (showsUsers(artefact)) say(`warning: ${SHOWN_USERS}`);
  await checkPort(port);
  const root = packageRoot();
  const site = stageSite(root, await buildPage(root), folder);
  const wrangler = startWrangler(root, site, port);
  let stopping = false;
  const stop = (): void => {
    stopping = true;
    wrangler.kill("SIGTERM");
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    const exited = new AbortController();
    const ended = new Promise<number>((resolve) =>
      wrangler.on("exit", (code) => {
        exited.abort();
        resolve(code ?? 0);
      }),
    );
    const ready = await waitUntilReady(port, manifest.version, exited.signal);
    if (ready) {
      say(`serving ${manifest.name} ${manifest.version} at http://127.0.0.1:${port}/  (page, /v1, /docs; Ctrl-C ends)`);
    }
    const status = await ended;
    if (!stopping) {
      const state = ready ? "while serving" : "before it was ready";
      throw new DataError("worker-ended", `wrangler ended with status ${status} ${state}`);
    }
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    rmSync(site, { recursive: true, force: true });
  }
}

/** Throws OptionsError `port-in-use`, before anything is built or started. */
async function checkPort(port: number): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
  } catch (cause) {
    const expected = `--port: expected a free port, but ${port} on 127.0.0.1 cannot be had`;
    throw new OptionsError("port-in-use", `${expected}; choose another with --port`, { cause });
  } finally {
    probe.close();
  }
}

/** The page: an installed package brings it along, a checkout builds it anew, since its sources may have changed. */
async function buildPage(root: string): Promise<string> {
  const installed = join(root, "dist/web");
  if (root.includes("node_modules") && existsSync(installed)) return installed;
  const { build } = await import("vite");
  say("building the page");
  await build({ configFile: join(root, "web/vite.config.ts"), logLevel: "error" });
  return process.env.NEAREDGE_WEB_OUT ?? join(root, ".nearedge/web-dist");
}

/** A folder of this process's own, so that two servers do not overwrite each other's files. */
function stageSite(root: string, page: string, artefact: string): string {
  const site = join(root, ".nearedge", `site-${process.pid}`);
  rmSync(site, { recursive: true, force: true });
  mkdirSync(dirname(site), { recursive: true });
  cpSync(page, site, { recursive: true });
  cpSync(artefact, join(site, "artefact"), { recursive: true });
  writeFileSync(join(site, "_headers"), ASSET_HEADERS);
  return site;
}

function findWrangler(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("wrangler/package.json")), "bin/wrangler.js");
  } catch (cause) {
    throw new DataError("wrangler-missing", "serve runs the worker in wrangler; run: npm install wrangler@4.155.0", {
      cause,
    });
  }
}

function startWrangler(root: string, site: string, port: number): ChildProcess {
  const script = findWrangler();
  const args = [
    "dev",
    "--ip",
    "127.0.0.1",
    "--port",
    String(port),
    "--assets",
    site,
    "--show-interactive-dev-session=false",
  ];
  return spawn(process.execPath, [script, ...args, "--log-level", "warn"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, CLOUDFLARE_CF_FETCH_ENABLED: "false", WRANGLER_SEND_METRICS: "false" },
  });
}

/** Waits until the worker answers with this very model: another server on the port does not count. */
async function waitUntilReady(port: number, version: string, exited: AbortSignal): Promise<boolean> {
  const end = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < end && !exited.aborted) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: exited });
      if (response.ok && (await response.text()).includes(JSON.stringify(version))) return true;
    } catch {
      // Nothing listens yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return false;
}
