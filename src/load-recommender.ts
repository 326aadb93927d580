import type { Artefact } from "./artefact/artefact.ts";
import { readArtefact } from "./artefact/folder.ts";
import { kernelModule } from "./kernels/module.node.ts";
import type { Head } from "./neural/head/types.ts";
import { createRecommender } from "./serving/recommender.ts";
import type { BulkRecommender } from "./serving/types.ts";

/**
 * Makes the engine from the artefact in a folder, with its head where it has one.
 *
 * Throws as readArtefact and createRecommender do, and KernelError `kernel-missing` or `backend-start`.
 *
 *   const recommender = await loadRecommender("artefacts/films");
 *   recommender.recommend({ history: ["42"], k: 5 });
 */
export async function loadRecommender(folder: string): Promise<BulkRecommender> {
  return recommenderOf(await readArtefact(folder));
}

/** Makes the engine from an artefact that has been read. Throws as loadRecommender does. */
export async function recommenderOf(artefact: Artefact): Promise<BulkRecommender> {
  return createRecommender(artefact, await kernelModule(), await loadHead(artefact));
}

/** tfjs takes longer to import than everything else: only an artefact with a head pays for it. */
async function loadHead({ manifest, head }: Artefact): Promise<Head | undefined> {
  if (manifest.head === null || head === undefined) return undefined;
  const [{ startBackend }, { createMlpHead }] = await Promise.all([
    import("./neural/backend.node.ts"),
    import("./neural/head/mlp-head.ts"),
  ]);
  await startBackend();
  return createMlpHead(head, manifest.head, manifest.model.factorCount);
}
