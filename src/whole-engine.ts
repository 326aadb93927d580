import type { Artefact } from "./artefact/artefact.ts";
import type { BinaryOptions } from "./fetched-artefact.ts";
import { restoreHead } from "./rerankers/served.ts";
import { createRecommender } from "./serving/recommender.ts";
import type { Recommender } from "./serving/types.ts";

/** Makes the engine of an artefact in a page, with its head where it has one. Throws as loadRecommender does. */
export async function wholeEngine(
  artefact: Artefact,
  kernels: WebAssembly.Module,
  options: BinaryOptions,
): Promise<Recommender> {
  return headLoader(artefact, kernels, options)?.() ?? createRecommender(artefact, kernels);
}

/** Makes an engine that re-ranks; undefined where the artefact has no head. */
export function headLoader(
  artefact: Artefact,
  kernels: WebAssembly.Module,
  { headBinary }: BinaryOptions,
): (() => Promise<Recommender>) | undefined {
  if (artefact.manifest.head === null || artefact.head === undefined) return undefined;
  return async () => {
    const startBackend = async () => (await import("./head.ts")).startHead(headBinary);
    return createRecommender(artefact, kernels, await restoreHead(artefact, startBackend));
  };
}
