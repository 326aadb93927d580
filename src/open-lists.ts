import type { Artefact } from "./artefact/artefact.ts";
import { readSealed } from "./artefact/sealed.ts";
import { fetchKernels, fileReader, type LoadOptions, stoppable } from "./fetched-artefact.ts";
import { listKernelModule, requireSimd } from "./kernels/module.browser.ts";
import { createLists, type Lists } from "./serving/lists.ts";

/**
 * Opens the artefact in the folder at `baseUrl` for lists: what loadRecommender gives, and the same answers, but later and with a
 * fraction of the code. The code of a model, of filters, of diversity and of reasons is fetched when a request needs it; anything else,
 * and an artefact with a head, brings the whole engine.
 *
 * An artefact that is as it was written, by its seal and checksums, is not verified value by value. Throws what loadRecommender throws.
 *
 *   const lists = await openLists("/artefact/");
 *   const { items } = await lists.recommend({ history: ["film-alien-1979"], k: 6 });
 */
export async function openLists(baseUrl: string | URL, options: LoadOptions = {}): Promise<Lists> {
  return stoppable(options, async () => {
    requireSimd();
    const [artefact, kernels] = await Promise.all([
      readArtefact(baseUrl, options),
      fetchKernels(options, listKernelModule),
    ]);
    options.signal?.throwIfAborted();
    return createLists(artefact, kernels, async () => {
      const [{ wholeEngine }, all] = await Promise.all([import("./whole-engine.ts"), fetchKernels(options)]);
      return wholeEngine(artefact, all, options);
    });
  });
}

async function readArtefact(baseUrl: string | URL, options: LoadOptions): Promise<Artefact> {
  const sealed = await readSealed(fileReader(baseUrl, options)("default"));
  options.signal?.throwIfAborted();
  return sealed ?? (await import("./whole-artefact.ts")).fetchArtefact(baseUrl, options);
}
