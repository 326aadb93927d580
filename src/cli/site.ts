/** The folder of static files: the page, and of an artefact's folder what belongs to it. */
import { existsSync, constants as modes } from "node:fs";
import { mkdir, open, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ASSET_HEADERS } from "../../worker/asset-headers.ts";
import { readArtefact, restoreArtefact } from "../artefact/folder.ts";
import { INDEX_NAME, MANIFEST_LIMIT_BYTES, MANIFEST_NAME, SHARD_LIMIT_BYTES } from "../artefact/format.ts";
import type { Manifest } from "../artefact/manifest.ts";
import { privateFiles, publicFiles, SHOWN_USERS, showsUsers } from "../artefact/manifest-files.ts";
import { parseManifest } from "../artefact/manifest-json.ts";
import { ArtefactError } from "../errors.ts";
import { recommenderOf } from "../load-recommender.ts";
import { say } from "./progress.ts";
import { isInstalled } from "./worker-bundle.ts";

/** The package's own folder: above the sources, or above the built files. */
export function packageRoot(): string {
  const candidates = ["../../", "../../../"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return candidates.find((folder) => existsSync(join(folder, "wrangler.toml"))) ?? process.cwd();
}

/**
 * Copies an artefact into `site`, with the rules for headers. The copy is checked as serving checks it, so what was checked
 * is what is published.
 * Private files go along: the worker reads them and hands none of them out.
 *
 * Throws ArtefactError `missing-folder`, `missing-manifest`, `missing-shard`, `not-a-file`, and as readArtefact and recommenderOf do.
 */
export async function stageArtefact(site: string, artefact: string): Promise<Manifest> {
  await restoreArtefact(artefact).catch(() => undefined);
  const copy = join(site, "artefact");
  await mkdir(copy, { recursive: true });
  await copyArtefact(artefact, copy);
  await writeFile(join(site, "_headers"), ASSET_HEADERS);
  const checked = await readArtefact(copy);
  if (showsUsers(checked)) say(`warning: ${SHOWN_USERS}`);
  return (await recommenderOf(checked)).manifest;
}

/**
 * The page: an installed package brings it along, a checkout builds it anew into `scratch`, since its sources may have
 * changed. Nothing is written to the package.
 */
export async function buildPage(root: string, scratch: string): Promise<string> {
  const installed = join(root, "dist/web");
  if (isInstalled(root)) return installed;
  const { build } = await import("vite");
  say("building the page");
  const outDir = join(scratch, "page");
  const configFile = join(root, "web/vite.config.ts");
  // The other loaders write a bundled copy of the configuration beside it, or into node_modules.
  const common = { configFile, configLoader: "native", logLevel: "error", cacheDir: join(scratch, "vite") } as const;
  await build({ ...common, build: { outDir, emptyOutDir: true } });
  return outDir;
}

/** Copies the files that the manifest names, and nothing else that lies in the folder. */
async function copyArtefact(from: string, to: string): Promise<void> {
  const folder = await realpath(from).catch((cause: unknown) => {
    const expected = `${from}: there is no such folder; expected one with an artefact`;
    throw new ArtefactError("missing-folder", expected, { cause });
  });
  const manifest = await parseManifest(await readPlainFile(folder, MANIFEST_NAME, MANIFEST_LIMIT_BYTES));
  // The index is for other readers, and no checksum covers it: it stays behind.
  const names = [...publicFiles(manifest), ...privateFiles(manifest)].filter((name) => name !== INDEX_NAME);
  for (const name of names) {
    await writeFile(join(to, name), await readPlainFile(folder, name, SHARD_LIMIT_BYTES), { flag: "wx" });
  }
}

/** Reads a regular file of the folder itself: a link may lead to what nobody meant to publish, and a pipe never ends. */
async function readPlainFile(folder: string, name: string, limit: number): Promise<Uint8Array> {
  const path = join(folder, name);
  const file = await open(path, modes.O_RDONLY | (modes.O_NOFOLLOW ?? 0) | (modes.O_NONBLOCK ?? 0)).catch(
    (cause: unknown) => {
      const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
      if (code === "ENOENT" && name === MANIFEST_NAME) {
        throw new ArtefactError("missing-manifest", `${folder}: expected an artefact, but there is no ${name}`);
      }
      if (code === "ENOENT") {
        throw new ArtefactError("missing-shard", `${path}: the manifest names it, but it is missing`);
      }
      if (code === "ELOOP" || code === "EMLINK") throw notAFile(path, "a link", cause);
      throw cause;
    },
  );
  try {
    const found = await file.stat();
    if (!found.isFile()) throw notAFile(path, "a folder, a device or a pipe");
    if (found.size > limit) {
      throw new ArtefactError("unreadable-file", `${path}: expected at most ${limit} bytes, got ${found.size}`);
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function notAFile(path: string, got: string, cause?: unknown): ArtefactError {
  const message = `${path}: expected a file, got ${got}; only plain files of an artefact are published`;
  return new ArtefactError("not-a-file", message, { cause });
}
