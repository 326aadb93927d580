import { ArtefactError } from "../errors.ts";
import type { Artefact } from "./artefact.ts";
import { type EncodedFile, encodeArtefact } from "./encode.ts";
import type { Manifest } from "./manifest.ts";

/**
 * The artefact without its users: the files, byte for byte, that training without users would have made, with the version
 * of their own that follows from that. Users of format version 1, which stand in public files, go as well. O(bytes).
 *
 * Throws ArtefactError `needs-private-files` for a model with arrays of users.
 */
export async function withoutUsers(artefact: Artefact): Promise<EncodedFile[]> {
  const { manifest, publicPart: _, users: __, ...content } = artefact;
  const personal = [...(content.state ?? [])].find(([, { personal }]) => personal === true);
  if (personal !== undefined) {
    const message = `${manifest.model.kind}: expected a model without arrays of users, but ${personal[0]} is one`;
    throw new ArtefactError("needs-private-files", message);
  }
  return encodeArtefact({ ...content, users: undefined }, draftOf(manifest));
}

/** What the caller of encodeArtefact says, without how histories are stored. */
function draftOf({ name, model, head, seed, origin, data, evaluations }: Manifest) {
  const { historyOrder: _, historyValues: __, ...others } = data;
  return { name, model, head, seed, origin, data: others, evaluations };
}
