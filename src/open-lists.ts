import { fetchArtefact, fetchKernels, type LoadOptions, stoppable } from "./fetched-artefact.ts";
import { requireSimd } from "./kernels/module.browser.ts";
import { createLists, type Lists } from "./serving/lists.ts";

/**
 * Opens the artefact in the folder at `baseUrl` for lists: what loadRecommender gives, and the same answers, but later and with a
 * fraction of the code. The code of a model, of filters, of diversity and of reasons is fetched when a request needs it; anything else,
 * and an artefact with a head, brings the whole engine.
 *
 * Throws what loadRecommender throws.
 *
 *   const lists = await openLists("/artefact/");
 *   const { items } = await lists.recommend({ history: ["film-alien-1979"], k: 6 });
 */
export async function openLists(baseUrl: string | URL, options: LoadOptions = {}): Promise<Lists> {
  return stoppable(options, async () => {
    requireSimd();
    const [artefact, kernels] = await Promise.all([fetchArtefact(baseUrl, options), fetchKernels(options)]);
    options.signal?.throwIfAborted();
    return createLists(artefact, kernels, async () =>
      (await import("./whole-engine.ts")).wholeEngine(artefact, kernels, options),
    );
  });
}
