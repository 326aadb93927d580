import { decodeArtefact } from "../src/artefact/decode.ts";
import { KernelError } from "../src/errors.ts";
import { kernelModule } from "../src/kernels/module.browser.ts";
import { createRecommender } from "../src/serving/recommender.ts";
import type { Recommender } from "../src/serving/types.ts";
import { createArtefactSource, type LoadProgress } from "./logic/artefact-source.ts";

/** The engine as the page uses it; the only file of the page that knows how it is made. */
export interface Engine {
  /** Ready to answer, without the head. */
  readonly recommender: Recommender;
  /** Fetches tfjs, starts its backend and returns the same recommender with the head; undefined where there is no head. */
  readonly loadHead: (() => Promise<Recommender>) | undefined;
}

/** Fetches the artefact in `folder` (an address that ends in a slash) and the kernels, side by side. */
export async function loadEngine(folder: string, onProgress: (progress: LoadProgress) => void): Promise<Engine> {
  const source = createArtefactSource(folder, (address) => fetch(address), onProgress);
  const [artefact, kernels] = await Promise.all([decodeArtefact(source), fetchKernels()]);
  const { head: weights } = artefact;
  const { head: headManifest, model } = artefact.manifest;
  return {
    recommender: createRecommender(artefact, kernels),
    loadHead:
      weights === undefined || headManifest === null
        ? undefined
        : async () => {
            const [{ startBackend }, { createMlpHead }] = await Promise.all([
              import("../src/neural/backend.browser.ts"),
              import("../src/neural/head/mlp-head.ts"),
            ]);
            await startBackend();
            return createRecommender(artefact, kernels, createMlpHead(weights, headManifest, model.factorCount));
          },
  };
}

async function fetchKernels(): Promise<WebAssembly.Module> {
  try {
    return await kernelModule();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KernelError("kernels-unreachable", `The WebAssembly kernels could not be loaded: ${reason}`, { cause });
  }
}
