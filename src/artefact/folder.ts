/** Artefacts as folders. Node only. */
import { constants } from "node:fs";
import { lstat, open, readdir, readlink, realpath, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ArtefactError } from "../errors.ts";
import type { Artefact } from "./artefact.ts";
import { replaceFolder, restoreSetAside, sweepLeftovers } from "./aside.ts";
import { decodeArtefact } from "./decode.ts";
import type { EncodedFile } from "./encode.ts";
import { fail } from "./failure.ts";
import { isArtefactFileName, MANIFEST_LIMIT_BYTES, MANIFEST_NAME } from "./format.ts";
import { refuseLonger } from "./limited-read.ts";
import { isArtefactManifest } from "./manifest-json.ts";

/**
 * Writes an artefact as a folder, atomically, as replaceArtefact does. Throws ArtefactError `file-name` for a name that artefacts
 * do not use, and what replaceArtefact throws.
 */
export async function writeArtefact(folder: string, files: readonly EncodedFile[]): Promise<void> {
  const stranger = files.find(({ name }) => !isArtefactFileName(name));
  if (stranger) fail("file-name", `${stranger.name}: expected the files of encodeArtefact`);
  await replaceArtefact(folder, async (partial) => {
    for (const { name, bytes } of files) await writeFile(join(partial, name), bytes);
  }).catch((cause: unknown) => {
    throw cause instanceof ArtefactError ? cause : writeFailed(folder, cause);
  });
}

/**
 * Makes the folder of an artefact, atomically: `fill` writes the files into `<folder>.partial-<pid>`, which is then renamed
 * to the folder. An existing artefact is replaced when the new one is complete; so is an empty folder.
 * Any other target is refused: ArtefactError `target-not-an-artefact`. Parent folders are made. Where `folder` is a
 * link to a folder, that one is replaced and the link stays. Leftovers of killed writers are restored or removed.
 *
 * Throws what `fill` throws, and leaves nothing behind then; ArtefactError `write-failed` for errors of the system, with them
 * as cause.
 */
export async function replaceArtefact(folder: string, fill: (partial: string) => Promise<void>): Promise<void> {
  await restoreArtefact(folder).catch(() => undefined);
  const target = await realpath(folder).catch(() => resolve(folder));
  try {
    await replaceFolder(target, await isOccupied(target), fill);
  } catch (cause) {
    throw cause instanceof Error && "syscall" in cause ? writeFailed(folder, cause) : cause;
  }
  // The new artefact is in its place: failing to remove a leftover is not an error.
  await sweepLeftovers(target, holdsOnlyArtefact).catch(() => undefined);
}

/**
 * Restores an artefact that a killed writer had set aside: if `folder` is missing, the newest
 * `<folder>.replaced-<pid>` of a dead process gets its name again, with a process warning. Returns the name that
 * it had, or undefined.
 */
export async function restoreArtefact(folder: string): Promise<string | undefined> {
  const target = await placeOf(folder);
  const found = await restoreSetAside(target, hasManifest);
  if (found !== undefined) {
    process.emitWarning(`${target}: brought back from ${found}, where a writer that was killed had left the artefact`);
  }
  return found;
}

function writeFailed(folder: string, cause: unknown): ArtefactError {
  const message = `${folder}: the artefact could not be written: ${messageOf(cause)}`;
  return new ArtefactError("write-failed", message, { cause });
}

/** The path with links resolved, also where the target of a link is missing. */
async function placeOf(folder: string): Promise<string> {
  const end = await readlink(folder).catch(() => "");
  return realpath(folder).catch(() => resolve(dirname(folder), end === "" ? basename(folder) : end));
}

/** Only files of artefacts: a partly written artefact may lack its manifest. */
async function holdsOnlyArtefact(folder: string): Promise<boolean> {
  return ((await namesIn(folder)) ?? [""]).every(isArtefactFileName);
}

/**
 * Reads the artefact in a folder; one that a killed writer had set aside is restored first. Throws ArtefactError
 * `missing-folder`, `missing-manifest`, `missing-shard` or `unreadable-file`, and as decodeArtefact does.
 */
export async function readArtefact(folder: string): Promise<Artefact> {
  await restoreArtefact(folder).catch(() => undefined);
  const entries = await namesIn(folder).catch((cause: unknown) => {
    return fail("unreadable-file", `${folder}: could not be read: ${messageOf(cause)}`, cause);
  });
  if (entries === undefined)
    fail("missing-folder", `${folder}: there is no such folder; expected one with an artefact`);
  return decodeArtefact(async (name, limitBytes) => {
    if (entries.includes(name)) return readLimited(folder, name, limitBytes);
    if (name !== MANIFEST_NAME)
      fail("missing-shard", `${join(folder, name)}: the manifest names it, but it is missing`);
    return fail("missing-manifest", `${folder}: expected an artefact, but there is no ${MANIFEST_NAME}`);
  });
}

/**
 * Whether the target exists and must be replaced. Throws ArtefactError `target-not-an-artefact` where it must not be.
 */
async function isOccupied(target: string): Promise<boolean> {
  if ((await lstat(target).catch(undefinedWhenMissing)) === undefined) return false;
  const names = await namesIn(target);
  if (names === undefined)
    fail("target-not-an-artefact", `${target}: expected a folder or nothing; choose another place`);
  if (names.length === 0) return true;
  const stranger = names.find((name) => !isArtefactFileName(name));
  if (stranger !== undefined) {
    fail("target-not-an-artefact", `${target}: holds ${stranger}, which no artefact has; choose another folder`);
  }
  if (!(await hasManifest(target))) {
    fail("target-not-an-artefact", `${target}: has no ${MANIFEST_NAME} of an artefact; choose another folder`);
  }
  return true;
}

/**
 * Reads a file of the folder, unless it exceeds its limit: the length is checked first. Throws ArtefactError as
 * refuseLonger does, `unreadable-file` for a pipe or a device, whose length is unknown, and errors of the system.
 */
async function readLimited(folder: string, name: string, limitBytes: number): Promise<Uint8Array> {
  // Without O_NONBLOCK, opening a pipe waits for a writer.
  const file = await open(join(folder, name), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = await file.stat();
    if (!status.isFile()) fail("unreadable-file", `${join(folder, name)}: expected a regular file`);
    if (status.size > limitBytes) refuseLonger(name, limitBytes, status.size);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function hasManifest(folder: string): Promise<boolean> {
  try {
    const bytes = await readLimited(folder, MANIFEST_NAME, MANIFEST_LIMIT_BYTES);
    return isArtefactManifest(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return false;
  }
}

/** Names in a folder, or undefined when it is missing or not a folder. */
async function namesIn(folder: string): Promise<readonly string[] | undefined> {
  return readdir(folder).catch(undefinedWhenMissing);
}

function undefinedWhenMissing(cause: unknown): undefined {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code !== "ENOENT" && code !== "ENOTDIR") throw cause;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
