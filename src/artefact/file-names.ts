import { MANIFEST_NAME } from "./format.ts";
import type { Manifest } from "./manifest.ts";

/**
 * The files that a published artefact needs, by its manifest: nothing else in its folder goes along. The index of shards is
 * for other readers and is not checked by any, so it stays behind.
 */
export function artefactFileNames({ files }: Pick<Manifest, "files">): readonly string[] {
  return [MANIFEST_NAME, ...files.map(({ name }) => name)];
}
