import type { Artefact } from "../artefact/artefact.ts";
import { ArtefactError } from "../errors.ts";
import { linear } from "./mlp/linear.ts";
import { mlp } from "./mlp/mlp.ts";
import type { Head, RerankerDefinition, RestoreContext } from "./reranker.ts";

/** Every kind of re-ranker that can be served. A definition loads its code when it is restored. */
const SERVED: readonly RerankerDefinition[] = [linear, mlp];

/**
 * Makes the re-ranker of an artefact ready to serve; undefined where it has none. Throws ArtefactError `unknown-head` for a kind
 * that this version does not know, and what its `restore` throws.
 */
export async function restoreHead(
  { manifest, head }: Pick<Artefact, "manifest" | "head">,
  startBackend: RestoreContext["startBackend"],
): Promise<Head | undefined> {
  if (manifest.head === null || head === undefined) return undefined;
  const { kind, features } = manifest.head;
  const definition = SERVED.find(({ name }) => name === kind);
  if (definition && features) return definition.restore(head, manifest.head, { startBackend });
  if (definition) {
    const expected = "head: expected one that names its features, got one of an earlier version";
    throw new ArtefactError("unknown-head", `${expected}; train the artefact anew, or ask for lists without re-ranking`);
  }
  const expected = `head: expected the kind ${SERVED.map(({ name }) => name).join(" or ")}, got ${kind}`;
  throw new ArtefactError("unknown-head", `${expected}; read this artefact with the version that made it`);
}
