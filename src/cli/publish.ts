import { existsSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { replaceFolder } from "../artefact/aside.ts";
import { MANIFEST_NAME } from "../artefact/format.ts";
import { OptionsError } from "../errors.ts";
import { say } from "./progress.ts";
import { withScratch } from "./scratch.ts";
import { buildPage, PAGE_FILES, packageRoot, writeStaticFiles } from "./site.ts";
import { stagePublished } from "./site-parts.ts";

export interface PublishArguments {
  readonly to: string;
  readonly page: boolean;
  readonly users?: boolean;
}

/**
 * Fills a folder of static files, the `public` part of a site. Only what the manifest names goes along. The folder is there
 * whole or as it was before.
 */
export async function runPublish(artefact: string, given: PublishArguments): Promise<void> {
  const target = resolve(given.to);
  await withScratch("publish", async (scratch) => {
    const staged = await stagePublished(artefact, given.users === true);
    const page = given.page ? await buildPage(packageRoot(), scratch) : undefined;
    const occupied = await isOccupied(given.to, target, page);
    await replaceFolder(target, occupied, (partial) => writeStaticFiles(partial, staged, page));
    const { name, version } = staged.manifest;
    const withUsers = staged.userCount > 0 ? "histories for the worker alone" : "no histories";
    say(`${given.to}: ${name} ${version}${page === undefined ? "" : " and the page"}, ${withUsers}; to be deployed`);
  });
}

/** Whether an earlier site or an empty folder must make way. Throws OptionsError `not-a-site` for anything else. */
async function isOccupied(name: string, target: string, page: string | undefined): Promise<boolean> {
  const found = await lstat(target).catch(() => undefined);
  if (found === undefined) return false;
  const expected = "--to: expected a folder to make, an empty one or one that was filled before";
  if (!found.isDirectory()) throw new OptionsError("not-a-site", `${expected}; ${name} is something else`);
  // What other programs build has an index.html and assets as well: without an artefact the page is not from here.
  const hasArtefact = existsSync(join(target, "artefact", MANIFEST_NAME));
  const ofPage = hasArtefact ? [...PAGE_FILES, ...(page ? await readdir(page) : [])] : [];
  const known = new Set(["artefact", "_headers", ...ofPage]);
  const stranger = (await readdir(target)).find((entry) => !known.has(entry));
  if (stranger === undefined) return true;
  throw new OptionsError("not-a-site", `${expected}; ${name} holds ${stranger}, which would be lost`);
}
