import type { Artefact } from "./artefact/artefact.ts";
import { KernelError } from "./errors.ts";
import type { BinaryOptions } from "./fetched-artefact.ts";
import { modelsOnDemand } from "./models/on-demand.ts";
import type { FindModel } from "./models/restore-with.ts";
import { restoreHead } from "./rerankers/served.ts";
import { makeRecommender } from "./serving/make-recommender.ts";
import type { Recommender } from "./serving/types.ts";

/** Makes the engine of an artefact in a page, with its head where it has one. Throws as loadRecommender does. */
export async function wholeEngine(
  artefact: Artefact,
  kernels: WebAssembly.Module,
  options: BinaryOptions,
): Promise<Recommender> {
  const find = await modelsOf(artefact);
  return headLoader(artefact, kernels, find, options)?.() ?? makeRecommender(artefact, kernels, { find });
}

/** Fetches the code of the models that the artefact is made of. Throws KernelError `kernel-missing`. */
export async function modelsOf({ manifest: { model, head } }: Artefact): Promise<FindModel> {
  const names = [model.kind, ...(head?.retrievers ?? []).map(({ kind }) => kind)];
  try {
    return await modelsOnDemand(names);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const expected = `models: expected the code of ${names} beside the page's code`;
    throw new KernelError("kernel-missing", `${expected}: ${reason}`, { cause });
  }
}

/** Makes an engine that re-ranks; undefined where the artefact has no head. */
export function headLoader(
  artefact: Artefact,
  kernels: WebAssembly.Module,
  find: FindModel,
  { headBinary }: BinaryOptions,
): (() => Promise<Recommender>) | undefined {
  if (artefact.manifest.head === null || artefact.head === undefined) return undefined;
  return async () => {
    const startBackend = async () => (await import("./head.ts")).startHead(headBinary);
    const [{ createReRanker }, head] = await Promise.all([
      import("./serving/re-ranker.ts"),
      restoreHead(artefact, startBackend),
    ]);
    return makeRecommender(artefact, kernels, { find, reRanking: head && { head, createReRanker } });
  };
}
