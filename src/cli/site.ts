/** What a deployment is made of beside the worker: the page, the artefact, and the rules for headers. */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assetHeaders } from "../../worker/asset-headers.ts";
import { OptionsError } from "../errors.ts";
import { say } from "./progress.ts";
import type { PublicFolder } from "./public-folder.ts";
import type { StagedArtefact } from "./staged-artefact.ts";
import { isInstalled } from "./worker-bundle.ts";

/** What the page puts into a folder of static files: a site without the page may replace one with it. */
export const PAGE_FILES: readonly string[] = ["assets", "index.html", "docs.js", "docs.css"];

/** The package's own folder: above the sources, or above the built files. */
export function packageRoot(): string {
  const candidates = ["../../", "../../../"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return candidates.find((folder) => existsSync(join(folder, "wrangler.toml"))) ?? process.cwd();
}

/**
 * Writes the static files of a deployment into `folder`: the artefact, the rules for headers, the page where there is one, and the
 * deployer's own files. Private files go along where the artefact was staged with users: the worker reads them and hands none of them out.
 */
export async function writeStaticFiles(
  folder: string,
  staged: StagedArtefact,
  page: string | undefined,
  own?: PublicFolder,
): Promise<void> {
  await mkdir(join(folder, "artefact"), { recursive: true });
  for (const { name, bytes } of staged.files) await writeFile(join(folder, "artefact", name), bytes);
  await writeFile(join(folder, "_headers"), assetHeaders(own?.files.map(({ path }) => path)));
  if (page !== undefined) await copyContent(page, folder);
  if (own !== undefined) await copyOwn(own, folder);
}

/** Throws OptionsError `public-clash` where the page has a file of that name, which only its `assets` can still hold. */
async function copyOwn({ folder, files }: PublicFolder, to: string): Promise<void> {
  for (const { path, source } of files) {
    const target = join(to, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await readFile(source), { flag: "wx" }).catch((cause: unknown) => {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
      const expected = "--public: expected files beside those of the page";
      throw new OptionsError("public-clash", `${expected}, but /${path} of ${folder} is one of them`, { cause });
    });
  }
}

/** Copies files and folders without their modes: those of a package that is read-only could not be removed again. */
async function copyContent(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyContent(source, target);
    else await writeFile(target, await readFile(source));
  }
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
