/** Which files an artefact consists of, by its manifest: what to copy, what to hand out and what to keep. */
import { INDEX_NAME, MANIFEST_NAME } from "./format.ts";
import type { Manifest } from "./manifest.ts";

type Named = Pick<Manifest, "files" | "privateFiles">;

/**
 * Names of the files that anybody may have: the shards of the model, their index where there are several, the manifest last.
 * They are all that a page needs, and all that may lie on a host that hands out every file.
 */
export function publicFiles({ files }: Named): string[] {
  return [...files.map(({ name }) => name), ...(files.length > 1 ? [INDEX_NAME] : []), MANIFEST_NAME];
}

/** Names of the files with user data, which only the worker and Node may read. */
export function privateFiles({ privateFiles: files = [] }: Named): string[] {
  return files.map(({ name }) => name);
}

/**
 * Whether an artefact keeps user ids and histories in files that anybody can fetch, as those of format version 1 do. `users` are
 * those of the decoded artefact.
 */
export function showsUsers(artefact: { readonly manifest: Named; readonly users: object | undefined }): boolean {
  return artefact.users !== undefined && artefact.manifest.privateFiles === undefined;
}

/** What is said of such an artefact. */
export const SHOWN_USERS =
  "this artefact keeps the ids and histories of its users in public files, where anybody who can fetch the artefact can read them; train it anew";
