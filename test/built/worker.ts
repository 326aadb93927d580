import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { createTestHarness, type TestHarness } from "wrangler";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { withoutBuild } from "../../src/cli/wrangler-config.ts";
import { ASSET_HEADERS } from "../../worker/asset-headers.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A folder with a built worker and its static files, as a deployment has them. */
export interface BuiltWorker {
  readonly configPath: string;
  readonly bundle: string;
  remove(): Promise<void>;
}

export interface BuildOptions {
  /** Folder with the built page; an empty page by default. */
  readonly page?: string;
  /** A bundle that is there already; the worker does not depend on the artefact. */
  readonly bundle?: string;
  /** The worker's entry, from the root of the repository. */
  readonly main?: string;
}

/**
 * Builds the worker with `wrangler deploy --dry-run` from the repository's own configuration. `files` are those of the
 * artefact; where a file is left out, the deployment is incomplete.
 */
export async function buildWorker(files: readonly EncodedFile[], options: BuildOptions = {}): Promise<BuiltWorker> {
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = "false";
  process.env.WRANGLER_SEND_METRICS = "false";
  const folder = await mkdtemp(join(tmpdir(), "nearedge-built-"));
  const artefact = join(folder, "site/artefact");
  await mkdir(artefact, { recursive: true });
  for (const { name, bytes } of files) await writeFile(join(artefact, name), bytes);
  await writeFile(join(folder, "site/_headers"), ASSET_HEADERS);
  if (options.page === undefined)
    await writeFile(join(folder, "site/index.html"), "<!doctype html><title>page</title>");
  else await cp(options.page, join(folder, "site"), { recursive: true });
  const config = withoutBuild(await readFile(join(ROOT, "wrangler.toml"), "utf8"));
  const configPath = join(folder, "wrangler.toml");
  const main = join(ROOT, options.main ?? "worker/index.ts");
  const placed = config.replace('"worker/index.ts"', JSON.stringify(main));
  await writeFile(configPath, placed.replace('".nearedge/site"', JSON.stringify(join(folder, "site"))));
  const bundle = options.bundle ?? join(folder, "bundle");
  if (options.bundle === undefined) await wrangler(["deploy", "--dry-run", "--config", configPath, "--outdir", bundle]);
  return { configPath, bundle, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Serves a built worker in workerd on a free port of this machine. */
export async function serveWorker({ configPath, bundle }: BuiltWorker): Promise<{ server: TestHarness; url: URL }> {
  const server = createTestHarness({ workers: [{ configPath, prebuiltWorkerDir: bundle }] });
  const { url } = await server.listen();
  return { server, url };
}

/** Bytes of the bundle when compressed, by file; maps and notes are not deployed. */
export async function compressedBytes({ bundle }: BuiltWorker): Promise<Record<string, number>> {
  const names = (await readdir(bundle)).filter((name) => /\.(js|mjs|wasm)$/.test(name));
  const sizes = names.map(async (name) => [name, gzipSync(await readFile(join(bundle, name))).length] as const);
  return Object.fromEntries(await Promise.all(sizes));
}

function wrangler(options: string[]): Promise<void> {
  const command = join(dirname(createRequire(import.meta.url).resolve("wrangler/package.json")), "bin/wrangler.js");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...options], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (text: Buffer) => {
      output += text;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve();
      else reject(new Error(`wrangler ${options[0]}: exit status ${status}\n${output}`));
    });
  });
}
