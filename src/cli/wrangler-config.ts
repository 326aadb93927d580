/** The configurations of wrangler that are made of the package's own: the worker on this machine, and a deployment. */
import { join } from "node:path";
import { DataError } from "../errors.ts";
import { isInstalled, WORKER_BUNDLE } from "./worker-bundle.ts";

/** How it is served. */
export interface Served {
  readonly port: number;
  /** Scenarios as the JSON that the worker reads. */
  readonly scenarios?: string | undefined;
}

/** How it is deployed. */
export interface Deployed {
  readonly name: string;
  readonly scenarios?: string | undefined;
}

type Change = readonly [line: RegExp, instead: string];

/** Pages that may read what a local server answers: those of this machine, on any port. */
const LOCAL_ORIGINS = ["localhost", "127.0.0.1", "[::1]"].map((host) => `http://${host}:*`).join(",");
/** Built and minified before: wrangler takes such a worker as it is, with the `.wasm` files beside it. */
const PREBUILT = "no_bundle = true";

/**
 * The package's configuration with a few lines changed: the entry, the files, who sees a request first, whose pages may read. An
 * installed package has the worker prebuilt, a checkout has wrangler build it.
 */
export function localConfig(toml: string, root: string, site: string, { port, scenarios }: Served): string {
  const hosts = ["127.0.0.1", "localhost", "[::1]"].map((host) => `${host}:${port}`);
  const isPrebuilt = isInstalled(root);
  const main = join(root, isPrebuilt ? `${WORKER_BUNDLE}/local.js` : "worker/local.ts");
  const variables = `LOCAL_HOSTS = ${JSON.stringify(hosts)}\nWORKER_FIRST = ${workerFirstText(toml)}${scenarioLine(scenarios)}`;
  return changed(toml, [
    [/^main = .*$/m, `main = ${JSON.stringify(main)}${isPrebuilt ? `\n${PREBUILT}` : ""}`],
    [/^directory = .*$/m, `directory = ${JSON.stringify(site)}`],
    [/^run_worker_first = .*$/m, "run_worker_first = true"],
    [/^\[vars\]$/m, `[vars]\n${variables}`],
    // Any web page could otherwise read a private model through the browser of the person who serves it.
    [/^CORS_ORIGINS = .*$/m, `CORS_ORIGINS = ${JSON.stringify(LOCAL_ORIGINS)}`],
    BUILD_LESS,
  ]);
}

/** The configuration of a site that `nearedge site` writes: the prebuilt worker beside the public files. */
export function siteConfig(toml: string, { name, scenarios }: Deployed): string {
  workerFirstText(toml);
  return changed(toml, [
    [/^#:schema .*\n/m, ""],
    [/^name = .*$/m, `name = ${JSON.stringify(name)}`],
    [/^main = .*$/m, `main = "worker/index.js"\n# Built and minified: wrangler uploads it as it is.\n${PREBUILT}`],
    [/^minify = .*\n/m, ""],
    [/^# The page, and the model.*\n(?:#.*\n)*(?=\[assets\]$)/m, SITE_NOTE],
    [/^directory = .*$/m, 'directory = "public"'],
    [/^\[vars\]$/m, `[vars]${scenarioLine(scenarios)}`],
    BUILD_LESS,
  ]);
}

const SITE_NOTE = `# The page, and the model under /artefact/.
# Every path under /artefact/ goes to the worker first: it keeps the files with user ids and histories to itself.
`;

/** Its command fills the default site of a checkout; whoever brings a site has no use for it. */
const BUILD_LESS: Change = [/^# [^\n]*\n\[build\]\n(?:.+\n)*\n/m, ""];

/** The package's configuration without the command that fills the default site. */
export function withoutBuild(toml: string): string {
  return changed(toml, [BUILD_LESS]);
}

function scenarioLine(scenarios: string | undefined): string {
  return scenarios === undefined ? "" : `\nSCENARIOS = ${JSON.stringify(scenarios)}`;
}

/** The paths that the worker sees first, as the package's configuration says. */
export function workerFirst(toml: string): readonly string[] {
  return JSON.parse(workerFirstText(toml));
}

function workerFirstText(toml: string): string {
  const line = /^run_worker_first = (\[.*\])$/m;
  return line.exec(toml)?.[1] ?? unlike(line);
}

function changed(toml: string, changes: readonly Change[]): string {
  return changes.reduce((text, [line, instead]) => {
    return line.test(text) ? text.replace(line, () => instead) : unlike(line);
  }, toml);
}

function unlike(line: RegExp): never {
  throw new DataError("wrangler-config", `wrangler.toml: expected a line ${line.source}, as the package brings it`);
}
