/** NearEdge in a page: one call from an address to an engine, and from interactions to an artefact. */
import type { Artefact } from "./artefact/artefact.ts";
import { decodeArtefact, type ReadFile } from "./artefact/decode.ts";
import type { EncodedFile } from "./artefact/encode.ts";
import { isPublicFileName, MANIFEST_NAME } from "./artefact/format.ts";
import { readBody } from "./artefact/limited-read.ts";
import type { Dataset } from "./data/dataset.ts";
import type { DatasetDetails } from "./data/dataset-from.ts";
import type { Feedback, Interaction } from "./data/interactions.ts";
import { ArtefactError, KernelError } from "./errors.ts";
import type { ModuleSource } from "./kernels/fetched-module.ts";
import { kernelModule, requireSimd } from "./kernels/module.browser.ts";
import type { ArtefactRequest, FitOptions, TrainedArtefact } from "./model-registry.ts";
import { modelsOnDemand } from "./models/on-demand.ts";
import type { FindModel } from "./models/restore-model.ts";
import { restoreHead } from "./rerankers/served.ts";
import { createItemCatalogue, type ItemCatalogue } from "./serving/item-catalogue.ts";
import { makeRecommender } from "./serving/make-recommender.ts";
import type { Recommender } from "./serving/types.ts";

export type { EncodedFile } from "./artefact/encode.ts";
export type { Dataset } from "./data/dataset.ts";
export type { DatasetDetails, ItemRecord } from "./data/dataset-from.ts";
export type { Feedback, Interaction } from "./data/interactions.ts";
export type { ModuleSource } from "./kernels/fetched-module.ts";
export type { TrainedArtefact } from "./model-registry.ts";
export type { EpochReport, StepReport } from "./training/context.ts";

/** Progress of loading an artefact. */
export interface LoadProgress {
  readonly loadedBytes: number;
  /** undefined until the manifest has arrived. */
  readonly totalBytes: number | undefined;
}

/** Where WebAssembly comes from. By default the files beside the code, which every bundler but esbuild brings along. */
export interface BinaryOptions {
  /** `kernels.wasm` of this package: compiled, its bytes, or an address. */
  readonly kernels?: ModuleSource | undefined;
  /** `tfjs-backend-wasm-simd.wasm` of this package, for artefacts with a network as their head. */
  readonly headBinary?: ModuleSource | undefined;
}

/** Options for loading an artefact. Each has a default. */
export interface LoadOptions extends BinaryOptions {
  /** Called for every piece that arrives. Bytes of a damaged file are subtracted when it is fetched again. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Stops the transfer; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Fetches the artefact and the kernels, such as one that keeps them for times without a network; the page's own by default. */
  readonly fetch?: typeof fetch | undefined;
}

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
    const recommender = makeRecommender(artefact, kernels, { find });
    return { recommender, loadHead: headLoader(artefact, kernels, find, options) };
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
  const find = await modelsOf(artefact);
  const loadHead = headLoader(artefact, kernels, find, options);
  return loadHead === undefined ? makeRecommender(artefact, kernels, { find }) : loadHead();
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

/** An error after the signal has fired is replaced by its reason. */
async function stoppable<T>({ signal }: LoadOptions, load: () => Promise<T>): Promise<T> {
  try {
    const loaded = await load();
    signal?.throwIfAborted();
    return loaded;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

async function fetchKernels({
  kernels,
  fetch: get,
}: BinaryOptions & Pick<LoadOptions, "fetch">): Promise<WebAssembly.Module> {
  try {
    return await kernelModule(kernels, get);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const expected = "kernels: expected the WebAssembly binary beside the page's code, or where `kernels` says";
    throw new KernelError("kernel-missing", `${expected}: ${reason}`, { cause });
  }
}

/** Fetches the code of the models that the artefact is made of. */
async function modelsOf({ manifest: { model, head } }: Artefact): Promise<FindModel> {
  const names = [model.kind, ...(head?.retrievers ?? []).map(({ kind }) => kind)];
  try {
    return await modelsOnDemand(names);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KernelError("kernel-missing", `models: expected the code of ${names} beside the page's code: ${reason}`, {
      cause,
    });
  }
}

/**
 * Reads files of the folder; with `cache: "reload"` bypassing the browser's cache, which would keep a damaged answer
 * for a year.
 */
function fileReader(folder: string, { signal, onProgress = () => undefined, fetch: get = fetch }: LoadOptions) {
  const loaded = new Map<string, number>();
  let totalBytes: number | undefined;
  const report = (): void => {
    onProgress({ loadedBytes: [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0), totalBytes });
  };
  return (cache: RequestCache): ReadFile =>
    async (name, limitBytes) => {
      const address = folder + encodeURIComponent(name);
      const response = await get(address, { cache, ...(signal ? { signal } : {}) });
      if (!response.ok || response.body === null) {
        const code = name === MANIFEST_NAME ? "missing-manifest" : "missing-shard";
        const expected = `${address}: expected a file of an artefact, got status ${response.status}`;
        throw new ArtefactError(code, `${expected}; put the artefact's public files there`);
      }
      let ofFile = 0;
      const bytes = await readBody(name, response, limitBytes, (byteLength) => {
        ofFile += byteLength;
        loaded.set(name, ofFile);
        report();
      });
      if (name === MANIFEST_NAME) {
        totalBytes = bytes.byteLength + statedBytes(bytes);
        report();
      }
      return bytes;
    };
}

/** Decodes the public part of the artefact in a folder. */
function fetchArtefact(baseUrl: string | URL, options: LoadOptions): Promise<Artefact> {
  const read = fileReader(String(baseUrl).replace(/\/?$/, "/"), options);
  return decodeArtefact(read("default"), { part: "public", readAgain: read("reload") });
}

/** Bytes of the shards by the manifest: only for the progress, so a malformed manifest, refused later, counts 0. */
function statedBytes(manifest: Uint8Array): number {
  try {
    const { files } = JSON.parse(new TextDecoder().decode(manifest)) as { files: { byteLength: number }[] };
    return files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  } catch {
    return 0;
  }
}

function headLoader(
  artefact: Artefact,
  kernels: WebAssembly.Module,
  find: FindModel,
  { headBinary }: BinaryOptions,
): StagedRecommender["loadHead"] {
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
