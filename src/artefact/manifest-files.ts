/** The files of an artefact, by its manifest: all, public and private ones. */
import { INDEX_NAME, MANIFEST_NAME } from "./format.ts";
import type { Manifest } from "./manifest.ts";

type Named = Pick<Manifest, "files" | "privateFiles">;

/**
 * Names of the public files: the shards of the model, their index where there are several, the manifest last.
 * A page needs only these, and only these may be put on a public host.
 */
export function publicFiles({ files }: Named): string[] {
  return [...files.map(({ name }) => name), ...(files.length > 1 ? [INDEX_NAME] : []), MANIFEST_NAME];
}

/** Names of the files with user data, which only the worker and Node may read. */
export function privateFiles({ privateFiles: files = [] }: Named): string[] {
  return files.map(({ name }) => name);
}

/**
 * Whether an artefact keeps user ids and histories in files that anybody can fetch, as those of format version 1 do.
 * `users` are those of the decoded artefact.
 */
export function showsUsers(artefact: { readonly manifest: Named; readonly users: object | undefined }): boolean {
  return artefact.users !== undefined && artefact.manifest.privateFiles === undefined;
}

/** What is said of such an artefact. */
export const SHOWN_USERS =
  "this artefact keeps the ids and histories of its users in public files, where anybody who can fetch the artefact can read them; train it anew";
