/** wrangler dev as a group of processes that begins and ends as one. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runtimeLog } from "./runtime-log.ts";
import { findWrangler } from "./wrangler.ts";
import { localConfig, type Served } from "./wrangler-config.ts";

/** How long the runtime may take to end by itself before it is killed. */
const GRACE_MS = 5000;
/** What wrangler says when a process of the runtime has died; it starts another, which may never answer. */
const CRASH = /runtime crashed unexpectedly|runtime failed to restart/;

export interface Runtime {
  /** Why it is over: its exit status, or that the runtime crashed. */
  readonly ended: Promise<string>;
  /** Ends all of its processes, and resolves when they are gone. */
  stop(): Promise<void>;
}

/** Starts wrangler on a folder of static files. All that it writes goes into `scratch`. */
export function startRuntime(root: string, site: string, scratch: string, { port, scenarios }: Served): Runtime {
  const config = join(scratch, "wrangler.toml");
  writeFileSync(
    config,
    localConfig(readFileSync(join(root, "wrangler.toml"), "utf8"), root, site, { port, scenarios }),
  );
  const args = [
    ...["dev", "--config", config, "--ip", "127.0.0.1", "--port", String(port)],
    ...["--persist-to", join(scratch, "state"), "--show-interactive-dev-session=false", "--log-level", "warn"],
  ];
  const child = spawn(
    process.execPath,
    [join(root, "bin/tether.js"), process.execPath, findWrangler("serve"), ...args],
    {
      cwd: scratch,
      detached: process.platform !== "win32",
      // While this process lives it holds the tether; see bin/tether.js.
      stdio: "pipe",
      env: {
        ...process.env,
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_LOG_PATH: join(scratch, "logs"),
        WRANGLER_REGISTRY_PATH: join(scratch, "registry"),
        WRANGLER_CACHE_DIR: join(scratch, "cache"),
        // Its own folder in the home of a user, which a service may not have.
        XDG_CONFIG_HOME: join(scratch, "config"),
        XDG_CACHE_HOME: join(scratch, "cache"),
        // What a killed wrangler leaves goes with the folder.
        ...Object.fromEntries(["TMPDIR", "TEMP", "TMP"].map((name) => [name, scratch])),
      },
    },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`wrangler could not be started: ${error.message}`));
    child.once("exit", (status, signal) => resolve(`wrangler ended with ${signal ?? `status ${status}`}`));
    // Warnings come on standard output.
    for (const stream of [child.stdout, child.stderr]) {
      const log = runtimeLog((line) => {
        process.stderr.write(line);
        if (CRASH.test(line)) resolve("a process of the runtime (workerd) died");
      });
      stream.setEncoding("utf8").on("data", log);
    }
  });
  return {
    ended,
    stop: async () => {
      signalGroup(child, "SIGTERM");
      const timer = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS);
      await exited;
      clearTimeout(timer);
      // What its leader left behind; where nothing is left, there is no such group.
      signalGroup(child, "SIGKILL");
    },
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform !== "win32") process.kill(-child.pid, signal);
    else if (child.exitCode === null) spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"]);
  } catch {
    // Nothing of the group is left.
  }
}
