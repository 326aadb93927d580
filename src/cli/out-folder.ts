import { access, constants, readdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { MANIFEST_NAME } from "../artefact/format.ts";
import { ArtefactError, OptionsError } from "../errors.ts";

/**
 * Looks at the place for an artefact before the work begins, so that hours of training do not end at a mistyped folder.
 * Writing checks again, and more.
 *
 * Throws OptionsError `no-out-folder` for an empty name; ArtefactError `target-not-an-artefact` when something else is
 * there and `write-failed` when nothing can be written there.
 */
export async function checkOutFolder(folder: string): Promise<void> {
  if (folder.trim() === "") {
    throw new OptionsError("no-out-folder", "--out: expected the folder to write the artefact to, got an empty name");
  }
  const target = resolve(folder);
  if (target === process.cwd()) {
    // Replacing it would leave the shell in a folder that is gone.
    throw new OptionsError(
      "no-out-folder",
      `--out: expected a folder to make or replace, got the current one (${folder})`,
    );
  }
  let nearest = target;
  while (!(await exists(nearest)) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  const isFolder = (await stat(nearest)).isDirectory();
  if (nearest !== target) {
    if (!isFolder) throw cannotWrite(folder, `${nearest} is not a folder`);
    await access(nearest, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
      throw cannotWrite(folder, `${nearest} may not be written to`, cause);
    });
    return;
  }
  const names = isFolder ? await readdir(target) : undefined;
  if (names === undefined || (names.length > 0 && !names.includes(MANIFEST_NAME))) {
    const expected = "expected an artefact to replace, an empty folder or nothing";
    throw new ArtefactError("target-not-an-artefact", `--out: ${expected}, but ${folder} is something else`);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function cannotWrite(folder: string, reason: string, cause?: unknown): ArtefactError {
  const message = `--out: the artefact cannot be written to ${folder}: ${reason}; choose another folder`;
  return new ArtefactError("write-failed", message, { cause });
}
