import { readdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { partialName, replacedName } from "../artefact/aside.ts";
import { restoreArtefact } from "../artefact/folder.ts";
import { MANIFEST_NAME } from "../artefact/format.ts";
import { ArtefactError, OptionsError } from "../errors.ts";
import { followOut, isMountPoint, nearestThere, tryFolder } from "./out-place.ts";

/**
 * Looks at the place for an artefact before the work begins, so that hours of training do not end at a mistyped folder. It
 * makes the two folders that writing will make beside it, and removes them. Writing checks again, and more. An artefact that
 * a killed writer had set aside comes back.
 *
 * Throws OptionsError `no-out-folder` for an empty name; ArtefactError `target-not-an-artefact` when something else is
 * there and `write-failed` when nothing can be written there.
 */
export async function checkOutFolder(folder: string): Promise<void> {
  if (folder.trim() === "") {
    throw new OptionsError("no-out-folder", "--out: expected the folder to write the artefact to, got an empty name");
  }
  await restoreArtefact(folder).catch(() => undefined);
  const place = await followOut(folder);
  if ("reason" in place) throw cannotWrite(folder, place.reason);
  const { target } = place;
  if (target === process.cwd()) {
    // Replacing it would leave the shell in a folder that is gone.
    throw new OptionsError(
      "no-out-folder",
      `--out: expected a folder to make or replace, got the current one (${folder})`,
    );
  }
  const nearest = await nearestThere(target);
  const isFolder = (await stat(nearest)).isDirectory();
  if (nearest !== target && !isFolder) throw cannotWrite(folder, `${nearest} is not a folder`);
  if (nearest === target) await checkReplaceable(folder, target, isFolder);
  for (const made of nearest === target ? [partialName(target), replacedName(target)] : [target, partialName(target)]) {
    const reason = await tryFolder(made);
    if (reason !== undefined) throw cannotWrite(folder, `${reason} (${basename(made)} in ${dirname(made)})`);
  }
}

async function checkReplaceable(folder: string, target: string, isFolder: boolean): Promise<void> {
  if (isFolder && (await isMountPoint(target))) {
    const reason = "something is mounted there, and a mounted folder cannot be replaced";
    throw cannotWrite(folder, reason, "a folder inside it");
  }
  const names = isFolder ? await readdir(target) : undefined;
  if (names === undefined || (names.length > 0 && !names.includes(MANIFEST_NAME))) {
    const expected = "expected an artefact to replace, an empty folder or nothing";
    throw new ArtefactError("target-not-an-artefact", `--out: ${expected}, but ${folder} is something else`);
  }
}

function cannotWrite(folder: string, reason: string, instead = "another folder"): ArtefactError {
  return new ArtefactError(
    "write-failed",
    `--out: the artefact cannot be written to ${folder}: ${reason}; choose ${instead}`,
  );
}
