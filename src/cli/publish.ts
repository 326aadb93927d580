import { cp, lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { replaceFolder } from "../artefact/aside.ts";
import { OptionsError } from "../errors.ts";
import { say } from "./progress.ts";
import { buildPage, packageRoot, stageArtefact } from "./site.ts";

/** What the page brings along, whichever version of it. */
const PAGE_FILES = ["assets", "index.html", "docs.js", "docs.css"];

export interface PublishArguments {
  readonly to: string;
  readonly page: boolean;
}

/** Fills the folder of static files that a deployment takes. Only what the manifest names goes along. The folder is there whole or as it was before. */
export async function runPublish(artefact: string, given: PublishArguments): Promise<void> {
  const target = resolve(given.to);
  const scratch = await mkdtemp(join(tmpdir(), "nearedge-publish-"));
  try {
    const page = given.page ? await buildPage(packageRoot(), scratch) : undefined;
    const occupied = await isOccupied(given.to, target, page);
    let published = "";
    await replaceFolder(target, occupied, async (partial) => {
      const manifest = await stageArtefact(partial, artefact);
      if (page !== undefined) await cp(page, partial, { recursive: true });
      published = `${manifest.name} ${manifest.version}${page === undefined ? "" : " and the page"}`;
    });
    say(`${given.to}: ${published}, to be deployed`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Whether an earlier site or an empty folder must make way. Throws OptionsError `not-a-site` for anything else. */
async function isOccupied(name: string, target: string, page: string | undefined): Promise<boolean> {
  const found = await lstat(target).catch(() => undefined);
  if (found === undefined) return false;
  const expected = "--to: expected a folder to make, an empty one or one that was filled before";
  if (!found.isDirectory()) throw new OptionsError("not-a-site", `${expected}; ${name} is something else`);
  const known = new Set(["artefact", "_headers", ...PAGE_FILES, ...(page ? await readdir(page) : [])]);
  const stranger = (await readdir(target)).find((entry) => !known.has(entry));
  if (stranger === undefined) return true;
  throw new OptionsError("not-a-site", `${expected}; ${name} holds ${stranger}, which would be lost`);
}
