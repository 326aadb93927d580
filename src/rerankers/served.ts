import type { Artefact } from "../artefact/artefact.ts";
import { ArtefactError } from "../errors.ts";
import { blend } from "./mlp/blend.ts";
import { linear } from "./mlp/linear.ts";
import { mlp } from "./mlp/mlp.ts";
import type { Head, RerankerDefinition, RestoreContext } from "./reranker.ts";
import { retrieverFingerprint } from "./retriever-state.ts";

/** Every kind of re-ranker that can be served. A definition loads its code when it is restored. */
const SERVED: readonly RerankerDefinition[] = [blend, linear, mlp];

/**
 * Makes the re-ranker of an artefact ready to serve; undefined where it has none, or one of a format version before 4, which
 * read other features: lists are then those of retrieval. Throws ArtefactError `unknown-head` for a kind that this version does
 * not know, `head-retriever` for a head of other retrievers, and what its `restore` throws.
 */
export async function restoreHead(
  artefact: Pick<Artefact, "manifest" | "head" | "factors" | "gram" | "weights" | "state">,
  startBackend: RestoreContext["startBackend"],
): Promise<Head | undefined> {
  const { manifest, head } = artefact;
  if (manifest.head === null || head === undefined) return undefined;
  const { kind, features, fittedTo } = manifest.head;
  const definition = SERVED.find(({ name }) => name === kind);
  if (!definition) {
    const expected = `head: expected one of the kinds ${SERVED.map(({ name }) => name).join(", ")}, got ${kind}`;
    throw new ArtefactError("unknown-head", `${expected}; read this artefact with the version that made it`);
  }
  if (!features) return undefined;
  if (fittedTo !== (await retrieverFingerprint(artefact))) {
    const expected = "head: expected the retrievers that it was trained behind, got others";
    throw new ArtefactError("head-retriever", `${expected}; train retrieval and head together`);
  }
  return definition.restore(head, manifest.head, { startBackend });
}
