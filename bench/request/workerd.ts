import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { ROOT } from "../children.ts";
import type { Role } from "../role.ts";

/** Where a deployment is served, and by which processes of workerd. */
export interface Served {
  readonly url: string;
  readonly pids: readonly number[];
}

/** A built worker for plain workerd. */
export interface PlainDeployment {
  /** Folder of what wrangler built. */
  readonly bundle: string;
  /** Folder of the static files; none where the worker has none. */
  readonly site: string | undefined;
  /** Where the configuration is written. */
  readonly configPath: string;
}

const CONTROL_FD = 3;

/**
 * The role of a child process that serves a worker by the binary of workerd alone on a free port of this machine: no other worker
 * stands before it, as under `wrangler dev`, where that costs many times what a request costs. Answers with `Served`.
 */
export function serveRole(): Role {
  let server: ChildProcess | undefined;
  return {
    run: async (task) => {
      const deployment = task as PlainDeployment;
      await writeFile(deployment.configPath, await configOf(deployment));
      const { default: binary } = createRequire(import.meta.url)("workerd") as { default: string };
      server = spawn(binary, ["serve", `--control-fd=${CONTROL_FD}`, deployment.configPath], {
        stdio: ["ignore", 2, 2, "pipe"],
      });
      const port = await portOf(server);
      const { pid } = server;
      if (pid === undefined) throw new Error("workerd: did not start");
      return { url: `http://127.0.0.1:${port}`, pids: [pid] } satisfies Served;
    },
    end: async () => {
      server?.kill("SIGTERM");
    },
  };
}

/** workerd says on a pipe where it listens. */
async function portOf(server: ChildProcess): Promise<number> {
  const control = server.stdio[CONTROL_FD] as Readable;
  for await (const line of createInterface({ input: control })) {
    const { event, port } = JSON.parse(line) as { event: string; port?: number };
    if (event === "listen" && port !== undefined) return port;
  }
  throw new Error("workerd: ended before it listened");
}

/** The configuration of workerd with the settings of the repository's own worker. */
async function configOf({ bundle, site, configPath }: PlainDeployment): Promise<string> {
  const settings = await readFile(join(ROOT, "wrangler.toml"), "utf8");
  const date = /^compatibility_date = (".*")$/m.exec(settings)?.[1];
  const flags = /^compatibility_flags = (\[.*\])$/m.exec(settings)?.[1];
  if (!date || !flags)
    throw new Error("wrangler.toml: expected compatibility_date and compatibility_flags; adapt bench/request");
  const text = JSON.stringify;
  const names = (await readdir(bundle)).filter((name) => /\.(js|wasm)$/.test(name));
  // The first module is the entry.
  const sorted = names.toSorted((a, b) => Number(b.endsWith(".js")) - Number(a.endsWith(".js")));
  const modules = sorted.map((name) => {
    // A path that begins with a slash would be looked for elsewhere.
    const type = name.endsWith(".js") ? "esModule" : "wasm";
    return `(name = ${text(name)}, ${type} = embed ${text(relative(dirname(configPath), join(bundle, name)))})`;
  });
  const files = site ? `(name = "files", disk = ${text(site)}),` : "";
  const bindings = site ? '(name = "ASSETS", service = "files"), (name = "CORS_ORIGINS", text = "*")' : "";
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${files} (name = "main", worker = .mainWorker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const mainWorker :Workerd.Worker = (
  modules = [${modules.join(", ")}],
  compatibilityDate = ${date},
  compatibilityFlags = ${flags},
  bindings = [${bindings}],
);
`;
}
