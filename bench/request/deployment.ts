import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { ASSET_HEADERS } from "../../worker/asset-headers.ts";
import { ROOT, runProgram } from "../children.ts";
import type { BundleFile } from "../report.ts";

/** A worker as wrangler builds it, ready to be served. */
export interface Deployment {
  readonly configPath: string;
  readonly bundle: string;
}

/** Keep wrangler from looking for a network. */
export const OFFLINE = { CLOUDFLARE_CF_FETCH_ENABLED: "false", WRANGLER_SEND_METRICS: "false" } as const;

const OUR_MAIN = '"worker/index.ts"';
const OUR_SITE = '".nearedge/site"';

/** Builds our worker from the repository's own configuration, with an artefact among its static files. */
export async function buildOurs(folder: string, artefact: string): Promise<Deployment> {
  return build(folder, await siteWith(folder, artefact), "worker/index.ts");
}

/** Builds the empty worker and nothing else, for the same runtime. */
export async function buildEmpty(folder: string): Promise<Deployment> {
  return build(folder, undefined, "bench/request/empty-worker.ts");
}

/** The modules that would be deployed, largest first, with their sizes; maps and notes are not. */
export async function bundleFiles({ bundle }: Deployment): Promise<BundleFile[]> {
  const names = (await readdir(bundle)).filter((name) => /\.(js|mjs|wasm)$/.test(name));
  const files = names.map(async (file) => {
    const bytes = await readFile(join(bundle, file));
    return { file, byteLength: bytes.length, gzipByteLength: gzipSync(bytes).length };
  });
  return (await Promise.all(files)).sort((a, b) => b.gzipByteLength - a.gzipByteLength);
}

/** Static files with an artefact among them, in `folder`; returns where. */
export async function siteWith(folder: string, artefact: string): Promise<string> {
  const site = join(folder, "site");
  await mkdir(site, { recursive: true });
  await cp(artefact, join(site, "artefact"), { recursive: true });
  await writeFile(join(site, "_headers"), ASSET_HEADERS);
  return site;
}

async function build(folder: string, site: string | undefined, main: string): Promise<Deployment> {
  await mkdir(folder, { recursive: true });
  const configPath = join(folder, "wrangler.toml");
  await writeFile(configPath, configOf(await readFile(join(ROOT, "wrangler.toml"), "utf8"), main, site));
  const bundle = join(folder, "bundle");
  const wrangler = join(dirname(createRequire(import.meta.url).resolve("wrangler/package.json")), "bin/wrangler.js");
  const parameters = ["deploy", "--dry-run", "--config", configPath, "--outdir", bundle];
  // What wrangler notes about updates goes with the folder.
  const env = { ...OFFLINE, TMPDIR: folder };
  await runProgram(process.execPath, [wrangler, ...parameters], { cwd: ROOT, env });
  return { configPath, bundle };
}

/** The repository's configuration with another entry, and with its static files elsewhere or left out. */
export function configOf(config: string, main: string, site: string | undefined): string {
  if (!config.includes(OUR_MAIN) || !config.includes(OUR_SITE)) {
    throw new Error(`wrangler.toml: expected main = ${OUR_MAIN} and directory = ${OUR_SITE}; adapt bench/request`);
  }
  const placed = config.replace(OUR_MAIN, JSON.stringify(join(ROOT, main)));
  // A table of TOML goes on until the next one begins.
  if (site === undefined) return placed.replace(/^\[assets\]\n(?:(?!\[).*\n?)*/m, "");
  return placed.replace(OUR_SITE, JSON.stringify(site));
}
