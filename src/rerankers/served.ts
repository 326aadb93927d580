import type { Artefact } from "../artefact/artefact.ts";
import { ArtefactError } from "../errors.ts";
import { mlp } from "./mlp/mlp.ts";
import { factorInputs, type Head, type RerankerDefinition, type RestoreContext } from "./reranker.ts";

/** Every kind of re-ranker that can be served. A definition loads its code when it is restored. */
const SERVED: readonly RerankerDefinition[] = [mlp];

/**
 * Makes the re-ranker of an artefact ready to serve; undefined where it has none. Throws ArtefactError `unknown-head` for a kind
 * that this version does not know, and what its `restore` throws.
 */
export async function restoreHead(
  { manifest, head }: Pick<Artefact, "manifest" | "head">,
  startBackend: RestoreContext["startBackend"],
): Promise<Head | undefined> {
  if (manifest.head === null || head === undefined) return undefined;
  const { kind } = manifest.head;
  const definition = SERVED.find(({ name }) => name === kind);
  if (definition) return definition.restore(head, manifest.head, { factorCount: factorInputs(manifest), startBackend });
  const expected = `head: expected the kind ${SERVED.map(({ name }) => name).join(" or ")}, got ${kind}`;
  throw new ArtefactError("unknown-head", `${expected}; read this artefact with the version that made it`);
}
