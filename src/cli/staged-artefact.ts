/** An artefact as it is published: read once, checked as serving checks it, and held until it is written. */
import { constants as modes } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Artefact } from "../artefact/artefact.ts";
import { decodeArtefact } from "../artefact/decode.ts";
import type { EncodedFile } from "../artefact/encode.ts";
import { restoreArtefact } from "../artefact/folder.ts";
import { INDEX_NAME, isPublicFileName, MANIFEST_NAME } from "../artefact/format.ts";
import type { Manifest } from "../artefact/manifest.ts";
import { showsUsers } from "../artefact/manifest-files.ts";
import { withoutUsers } from "../artefact/without-users.ts";
import { ArtefactError, OptionsError } from "../errors.ts";
import { recommenderOf } from "../load-recommender.ts";
import { type RootPicture, rootPictures } from "./root-pictures.ts";

export interface StagedArtefact {
  readonly manifest: Manifest;
  /** Public and private files, the manifest last. */
  readonly files: readonly EncodedFile[];
  /** Files of the artefact that stay behind, since they hold users. */
  readonly leftOut: readonly { readonly name: string; readonly byteLength: number }[];
  /** Whether users stand in public files, as those of earlier releases did. */
  readonly showsUsers: boolean;
  /** Bytes that the kernels hold once it is loaded. */
  readonly kernelBytes: number;
  /** Ids of users that the worker can answer for. */
  readonly userCount: number;
  /** Pictures of items that the host of the page must have. */
  readonly pictures: readonly RootPicture[];
}

/**
 * Reads an artefact for publication, with its users or without them. Only what the manifest names is read; the index of
 * shards stays behind, because no checksum covers it.
 *
 * Throws ArtefactError `missing-folder`, `missing-manifest`, `missing-shard`, `not-a-file`, and as decodeArtefact and
 * recommenderOf do; OptionsError `needs-users` for a model that cannot do without them.
 */
export async function stageArtefact(path: string, { users }: { readonly users: boolean }): Promise<StagedArtefact> {
  await restoreArtefact(path).catch(() => undefined);
  const { artefact, files } = await readChecked(path);
  if (users || artefact.users === undefined) {
    const { manifest } = artefact;
    return { ...(await measured(artefact)), manifest, files, leftOut: [], showsUsers: showsUsers(artefact) };
  }
  // As a browser would read it, which is told when a model is made of users.
  await recommenderOf({ ...artefact, users: undefined, publicPart: true }).catch((cause: unknown) => {
    if (!(cause instanceof ArtefactError && cause.code === "needs-private-files")) throw cause;
    throw needsUsers(artefact.manifest, cause);
  });
  const others = (await withoutUsers(artefact)).filter(({ name }) => name !== INDEX_NAME);
  const remaining = await decodeArtefact(from(others));
  const leftOut = artefact.manifest.privateFiles ?? [];
  return { ...(await measured(remaining)), manifest: remaining.manifest, files: others, leftOut, showsUsers: false };
}

function needsUsers({ model }: Manifest, cause: unknown): OptionsError {
  const message =
    `${model.kind}: expected a model that needs no users, since their histories are left out; ` +
    "say --users to publish them for the worker alone, or train another model";
  return new OptionsError("needs-users", message, { cause });
}

async function measured(artefact: Artefact): Promise<Pick<StagedArtefact, "kernelBytes" | "userCount" | "pictures">> {
  const recommender = await recommenderOf(artefact);
  const userCount = artefact.users?.userIds.size ?? 0;
  return { kernelBytes: recommender.memory().wasmBytes, userCount, pictures: rootPictures(artefact) };
}

/** The files as they were read, so that what was checked is what is written. */
async function readChecked(path: string): Promise<{ artefact: Artefact; files: readonly EncodedFile[] }> {
  const folder = await realpath(path).catch((cause: unknown) => {
    const expected = `${path}: there is no such folder; expected one with an artefact`;
    throw new ArtefactError("missing-folder", expected, { cause });
  });
  const files: EncodedFile[] = [];
  const artefact = await decodeArtefact(async (name, limit) => {
    const bytes = await readPlainFile(folder, name, limit);
    files.push({ name, bytes });
    return bytes;
  });
  return { artefact, files: [...files.slice(1), ...files.slice(0, 1)] };
}

/** Reads the files of a list as those of a folder. */
function from(files: readonly EncodedFile[]) {
  return async (name: string): Promise<Uint8Array> => {
    const found = files.find((file) => file.name === name);
    if (found) return found.bytes;
    throw new ArtefactError("missing-shard", `${name}: the manifest names it, but it is missing`);
  };
}

/** Whether a file is for everybody; the worker hands no other out. */
export function isPublic({ name }: { readonly name: string }): boolean {
  return isPublicFileName(name);
}

/** Reads a regular file of the folder itself: a link may lead to what nobody meant to publish, and a pipe never ends. */
async function readPlainFile(folder: string, name: string, limit: number): Promise<Uint8Array> {
  const path = join(folder, name);
  const file = await open(path, modes.O_RDONLY | (modes.O_NOFOLLOW ?? 0) | (modes.O_NONBLOCK ?? 0)).catch(
    (cause: unknown) => {
      const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
      if ((code === "ENOENT" || code === "ENOTDIR") && name === MANIFEST_NAME) {
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
