import type { Artefact } from "../artefact/artefact.ts";
import { ArtefactError } from "../errors.ts";
import type { Head } from "../neural/head/types.ts";
import { createFactorRetrieval } from "./factor-retrieval.ts";
import { foldInOf } from "./fold-in.ts";
import type { Retrieval } from "./retrieval.ts";
import { createWeightsRetrieval } from "./weights-retrieval.ts";

/**
 * The retrieval that an artefact calls for: by its weights between items where it has them, whatever the kind of the model;
 * by factors with a way to fold a history in; none for popularity, which knows no person. Throws ArtefactError `unknown-model`.
 */
export function createRetrieval(
  artefact: Artefact,
  kernelModule: WebAssembly.Module,
  head: Head | undefined,
): Retrieval | undefined {
  const { weights, factors, gram, manifest } = artefact;
  const { kind } = manifest.model;
  if (weights) return createWeightsRetrieval(kernelModule, weights);
  const foldIn = foldInOf(manifest.model, artefact.items.itemIds.size);
  if (foldIn && factors && gram) return createFactorRetrieval(artefact, { factors, gram, foldIn }, kernelModule, head);
  if (kind === "popularity") return undefined;
  throw new ArtefactError(
    "unknown-model",
    `model.kind: expected implicit-als, bpr or warp with factors, a model with weights between items, or popularity; got ${kind}`,
  );
}
