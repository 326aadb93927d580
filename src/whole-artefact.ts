import type { Artefact } from "./artefact/artefact.ts";
import { decodeArtefact } from "./artefact/decode.ts";
import { fileReader, type LoadOptions } from "./fetched-artefact.ts";

/** Decodes the public part of the artefact in a folder, and verifies all of it. Throws as decodeArtefact does. */
export function fetchArtefact(baseUrl: string | URL, options: LoadOptions): Promise<Artefact> {
  const read = fileReader(baseUrl, options);
  return decodeArtefact(read("default"), { part: "public", readAgain: read("reload") });
}
