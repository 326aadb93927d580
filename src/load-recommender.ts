import type { Artefact } from "./artefact/artefact.ts";
import { readArtefact } from "./artefact/folder.ts";
import { kernelModule } from "./kernels/module.node.ts";
import { restoreHead } from "./rerankers/served.ts";
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
  return createRecommender(artefact, await kernelModule(), await restoreHead(artefact, startBackend));
}

/** tfjs takes longer to import than everything else: only an artefact with a network as its head pays for it. */
async function startBackend(): Promise<void> {
  await (await import("./neural/backend.node.ts")).startBackend();
}
