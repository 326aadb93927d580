import { decodeArtefact, type ReadFile } from "./artefact/decode.ts";
import type { EncodedFile } from "./artefact/encode.ts";
import { isPublicFileName, MANIFEST_NAME } from "./artefact/format.ts";
import type { Dataset } from "./data/dataset.ts";
import type { DatasetDetails } from "./data/dataset-from.ts";
import type { Feedback, Interaction } from "./data/interactions.ts";
import { ArtefactError } from "./errors.ts";
import { type BinaryOptions, fetchKernels, type LoadOptions, stoppable } from "./fetched-artefact.ts";
import { requireSimd } from "./kernels/module.browser.ts";
import type { ArtefactRequest, FitOptions, TrainedArtefact } from "./model-registry.ts";
import { createItemCatalogue, type ItemCatalogue } from "./serving/item-catalogue.ts";
import { makeRecommender } from "./serving/make-recommender.ts";
import type { Recommender } from "./serving/types.ts";
import { fetchArtefact } from "./whole-artefact.ts";
import { headLoader, modelsOf, wholeEngine } from "./whole-engine.ts";

export type { EncodedFile } from "./artefact/encode.ts";
export type { Dataset } from "./data/dataset.ts";
export type { DatasetDetails, ItemRecord } from "./data/dataset-from.ts";
export type { Feedback, Interaction } from "./data/interactions.ts";
export type { BinaryOptions, LoadOptions, LoadProgress } from "./fetched-artefact.ts";
export type { ModuleSource } from "./kernels/fetched-module.ts";
export type { TrainedArtefact } from "./model-registry.ts";
export { openLists } from "./open-lists.ts";
export type { Lists } from "./serving/lists.ts";
export type { EpochReport, StepReport } from "./training/context.ts";

/** An engine without its head, and a function that loads the head. */
export interface StagedRecommender {
  /** Answers by retrieval alone. */
  readonly recommender: Recommender;
  /**
   * Fetches the head's code (tfjs), starts it, and makes an engine that re-ranks; undefined where the artefact has no
   * head. Throws KernelError `backend-start`; a call that failed may be repeated.
   */
  readonly loadHead: (() => Promise<Recommender>) | undefined;
}

/**
 * Makes the engine from the artefact in the folder at `baseUrl`, with its head where it has one. Fetches the kernels
 * beside it, and the head's code (tfjs) only when there is a head. Private files are not fetched: a browser knows no
 * user by id, and treats `userId` without a history as an unknown user (`unknown-user`); a history gets the same answer
 * as elsewhere. A file that does not match the manifest is fetched again, bypassing the browser's cache.
 *
 * Throws ArtefactError `missing-manifest` or `missing-shard` for a file that the server does not have,
 * `unreadable-file` without an answer, `needs-private-files` for a model that needs user data (user-knn), errors of
 * decodeArtefact and createRecommender, and KernelError `simd-missing` where the browser has no WebAssembly with
 * SIMD, `kernel-missing` or `backend-start`.
 *
 *   const recommender = await loadRecommender("/artefact/", { onProgress: ({ loadedBytes }) => show(loadedBytes) });
 */
export async function loadRecommender(baseUrl: string | URL, options: LoadOptions = {}): Promise<Recommender> {
  const { recommender, loadHead } = await loadInStages(baseUrl, options);
  if (loadHead === undefined) return recommender;
  const complete = await loadHead();
  options.signal?.throwIfAborted();
  return complete;
}

/**
 * Makes the engine as loadRecommender does, but loads its head by a second call: a page shows its first list before
 * tfjs has arrived. Throws what loadRecommender throws, without `backend-start`.
 *
 *   const { recommender, loadHead } = await loadInStages("/artefact/");
 *   show(recommender.recommend({ history }));
 *   const complete = (await loadHead?.()) ?? recommender;
 */
export async function loadInStages(baseUrl: string | URL, options: LoadOptions = {}): Promise<StagedRecommender> {
  return stoppable(options, async () => {
    requireSimd();
    const [artefact, kernels] = await Promise.all([fetchArtefact(baseUrl, options), fetchKernels(options)]);
    const find = await modelsOf(artefact);
    options.signal?.throwIfAborted();
    return {
      recommender: makeRecommender(artefact, kernels, { find }),
      loadHead: headLoader(artefact, kernels, find, options),
    };
  });
}

/**
 * Reads the items of the artefact in the folder at `baseUrl`, without the engine: for a page that asks the worker at
 * the edge, because the browser has no WebAssembly with SIMD (`simd-missing`), or because the model needs user data
 * (`needs-private-files`). Throws the errors of loadRecommender about the artefact.
 */
export async function loadCatalogue(baseUrl: string | URL, options: LoadOptions = {}): Promise<ItemCatalogue> {
  return stoppable(options, async () => createItemCatalogue(await fetchArtefact(baseUrl, options)));
}

/**
 * Makes the engine from files in memory: those of trainArtefact, or what a page has stored of them. Where the private files are
 * among them, `userId` knows the users of training. Fetches kernels and head's code as loadRecommender does.
 *
 * Throws ArtefactError `missing-manifest` or `missing-shard` for a file that is not among them, and what loadRecommender throws.
 *
 *   const recommender = await recommenderFrom(trained.files);
 */
export async function recommenderFrom(
  files: readonly EncodedFile[],
  options: BinaryOptions = {},
): Promise<Recommender> {
  requireSimd();
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const read: ReadFile = async (name) => {
    const bytes = byName.get(name);
    if (bytes !== undefined) return bytes;
    const code = name === MANIFEST_NAME ? "missing-manifest" : "missing-shard";
    throw new ArtefactError(code, `${name}: expected among the files, got ${[...byName.keys()].join(", ") || "none"}`);
  };
  const part = files.every(({ name }) => isPublicFileName(name)) ? "public" : undefined;
  const [artefact, kernels] = await Promise.all([decodeArtefact(read, { part }), fetchKernels(options)]);
  return wholeEngine(artefact, kernels, options);
}

/**
 * A data set of interactions in memory, in the order in which `nearedge train` reads the same rows from a file; see datasetFrom of
 * `nearedge-cli`. Fetches the code of training.
 */
export async function datasetFrom(
  list: readonly Interaction[],
  feedback: Feedback,
  details: DatasetDetails = {},
): Promise<Dataset> {
  return (await import("./browser-training.ts")).datasetFrom(list, feedback, details);
}

/** What is trained in a page: as in Node, without a re-ranker. */
export type PageRequest = Omit<ArtefactRequest, "head">;

/** How it is trained: as in Node, on one thread. `memoryLimitBytes` is 1 GiB by default. */
export type PageFitOptions = Omit<FitOptions, "threads">;

/**
 * Trains a model on a data set and packs it, in this page or in a worker of it: the same stages as `nearedge train … --head none`,
 * and the same bytes for the same data, options and seed. `recommenderFrom(files)` serves them at once.
 *
 * The code of training and its kernels are fetched by the first call. The thread is busy until it is done. The event loop has a turn
 * about every 50 ms of a training, but not within all stages (docs/browser.md): train in a Worker where the page must stay smooth.
 *
 * Throws what trainArtefact of `nearedge-cli` throws; OptionsError `no-head-training`; TrainingError `memory-limit` before
 * anything is computed, and `interrupted` by the signal; KernelError `simd-missing` and `kernel-missing`.
 *
 *   const { files } = await trainArtefact(dataset, { model: "multi-dae" }, { onEpoch: ({ epoch, objective }) => show(epoch, objective) });
 */
export async function trainArtefact(
  dataset: Dataset,
  request: PageRequest,
  fit: PageFitOptions = {},
): Promise<TrainedArtefact> {
  requireSimd();
  return (await import("./browser-training.ts")).trainHere(dataset, request, fit);
}
