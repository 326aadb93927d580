/**
 * NearEdge in Node, Deno and Bun: artefacts in folders, and an engine from one of them. Reading data, training and evaluation are
 * in the package `nearedge-cli`.
 */
import { readArtefact } from "./artefact/folder.ts";
import { kernelModule } from "./kernels/module.node.ts";
import { restoreHead } from "./rerankers/served.ts";
import { createRecommender } from "./serving/recommender.ts";
import type { BulkRecommender } from "./serving/types.ts";

export type { EncodedFile } from "./artefact/encode.ts";
export { readArtefact, writeArtefact } from "./artefact/folder.ts";
export { privateFiles, publicFiles } from "./artefact/manifest-files.ts";
export { kernelModule } from "./kernels/module.node.ts";

/** What an engine is made with. */
export interface LoadOptions {
  /** The kernels, compiled; by default read from the file beside the code, which some bundlers leave behind. */
  readonly kernels?: WebAssembly.Module | undefined;
}

/**
 * Makes the engine from the artefact in a folder, with its head where it has one.
 *
 * Throws as readArtefact and createRecommender do, and KernelError `kernel-missing` or `backend-start`.
 *
 *   const recommender = await loadRecommender("artefacts/films");
 *   recommender.recommend({ history: ["42"], k: 5 });
 */
export async function loadRecommender(folder: string, { kernels }: LoadOptions = {}): Promise<BulkRecommender> {
  const artefact = await readArtefact(folder);
  return createRecommender(artefact, kernels ?? (await kernelModule()), await restoreHead(artefact, startBackend));
}

/** Only an artefact with a network as its head pays for tfjs. */
async function startBackend(): Promise<void> {
  await (await import("./neural/backend.engine.ts")).startBackend();
}
