/** What a deployment consists of, staged and not yet written. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SHOWN_USERS } from "../artefact/manifest-files.ts";
import { OptionsError } from "../errors.ts";
import { openPublicFolder } from "./open-public-folder.ts";
import { say } from "./progress.ts";
import type { PublicFolder } from "./public-folder.ts";
import { readScenarios } from "./read-scenarios.ts";
import { pictureLines } from "./root-pictures.ts";
import { buildPage, packageRoot } from "./site.ts";
import { type StagedArtefact, stageArtefact } from "./staged-artefact.ts";
import { workerBundle } from "./worker-bundle.ts";
import { checkName, DEFAULT_NAME } from "./worker-name.ts";
import { siteConfig } from "./wrangler-config.ts";

/** What the commands `site` and `deploy` are told of a deployment. */
export interface SiteOptions {
  readonly name?: string;
  readonly users?: boolean;
  readonly page: boolean;
  readonly scenarios?: string;
  /** Folder of files to be served from the root. */
  readonly public?: string;
  /** Where a site is written. */
  readonly out?: string;
}

export interface SiteParts {
  readonly name: string;
  /** The text of wrangler.toml. */
  readonly config: string;
  /** The folder with the worker's modules, and their names. */
  readonly bundle: string;
  readonly modules: readonly string[];
  readonly artefact: StagedArtefact;
  /** The folder of the page; undefined where it is left out. */
  readonly page: string | undefined;
  /** The deployer's own files. */
  readonly own: PublicFolder | undefined;
}

const MODULES = ["index.js", "kernels.wasm", "tfjs-backend-wasm-simd.wasm"];

/**
 * Checks everything that goes into a deployment and puts what must be built into `scratch`. Throws OptionsError `bad-name`,
 * `bad-scenarios`, `users-in-public`, and as openPublicFolder and stageArtefact do.
 */
export async function siteParts(path: string, options: SiteOptions, scratch: string): Promise<SiteParts> {
  const root = packageRoot();
  const name = checkName(options.name ?? DEFAULT_NAME);
  const scenarios = options.scenarios === undefined ? undefined : await readScenarios(options.scenarios);
  const apart = [path, ...(options.out === undefined ? [] : [options.out])];
  const own = await openPublicFolder(options.public, { page: options.page, apart });
  const artefact = await stagePublished(path, options.users === true);
  const config = siteConfig(await readFile(join(root, "wrangler.toml"), "utf8"), { name, scenarios });
  const bundle = await workerBundle(root, scratch);
  const page = options.page ? await buildPage(root, scratch) : undefined;
  return { name, config, bundle, modules: MODULES, artefact, page, own };
}

/** Says on standard error which pictures of items nothing will be served for. Without the page they are for pages elsewhere. */
export function sayPictures({ artefact, page, own }: Pick<SiteParts, "artefact" | "page" | "own">): void {
  if (page === undefined && own === undefined) return;
  for (const line of pictureLines(artefact.pictures, own)) say(line);
}

/** An artefact to be published. Throws OptionsError `users-in-public` where everybody could read its users, and as stageArtefact does. */
export async function stagePublished(path: string, users: boolean): Promise<StagedArtefact> {
  const artefact = await stageArtefact(path, { users });
  if (!artefact.showsUsers) return artefact;
  throw new OptionsError("users-in-public", `--users: ${SHOWN_USERS}, or leave --users out`);
}

/** Names of files in a folder and below, with `/` between. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}
