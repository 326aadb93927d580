/** NearEdge in a page: one call from an address to an engine. */
import type { Artefact } from "./artefact/artefact.ts";
import { decodeArtefact, type ReadFile } from "./artefact/decode.ts";
import { MANIFEST_NAME } from "./artefact/format.ts";
import { ArtefactError, KernelError } from "./errors.ts";
import { kernelModule } from "./kernels/module.browser.ts";
import { createRecommender } from "./serving/recommender.ts";
import type { Recommender } from "./serving/types.ts";

/** How much of an artefact has arrived. */
export interface LoadProgress {
  readonly loadedBytes: number;
  /** undefined until the manifest has arrived. */
  readonly totalBytes: number | undefined;
}

/** How an artefact is loaded. Everything has a default. */
export interface LoadOptions {
  /** Called for every piece that arrives. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Stops the transfer; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** An engine that answers already, and the way to its head. */
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
 * beside it, and the head's code (tfjs) only when there is a head.
 *
 * Throws ArtefactError `missing-manifest` or `missing-shard` for a file that the server does not give,
 * `unreadable-file` without an answer, whatever decodeArtefact and createRecommender throw, and KernelError
 * `kernel-missing` or `backend-start`.
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
 * Makes the engine as loadRecommender does, but leaves its head to a second call: a page has its first list before tfjs
 * has arrived. Throws what loadRecommender throws, without `backend-start`.
 *
 *   const { recommender, loadHead } = await loadInStages("/artefact/");
 *   show(recommender.recommend({ history }));
 *   const complete = (await loadHead?.()) ?? recommender;
 */
export async function loadInStages(baseUrl: string | URL, options: LoadOptions = {}): Promise<StagedRecommender> {
  const { signal, onProgress } = options;
  try {
    const read = fileReader(String(baseUrl).replace(/\/?$/, "/"), signal, onProgress ?? (() => undefined));
    const [artefact, kernels] = await Promise.all([decodeArtefact(read), fetchKernels()]);
    signal?.throwIfAborted();
    return { recommender: createRecommender(artefact, kernels), loadHead: headLoader(artefact, kernels) };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

async function fetchKernels(): Promise<WebAssembly.Module> {
  try {
    return await kernelModule();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const expected = "kernels: expected the WebAssembly binary beside the page's code";
    throw new KernelError("kernel-missing", `${expected}: ${reason}`, { cause });
  }
}

function fileReader(
  folder: string,
  signal: AbortSignal | undefined,
  onProgress: (progress: LoadProgress) => void,
): ReadFile {
  let loadedBytes = 0;
  let totalBytes: number | undefined;
  return async (name) => {
    const address = folder + encodeURIComponent(name);
    const response = await fetch(address, signal ? { signal } : {});
    if (!response.ok || response.body === null) {
      const code = name === MANIFEST_NAME ? "missing-manifest" : "missing-shard";
      const expected = `${address}: expected a file of an artefact, got status ${response.status}`;
      throw new ArtefactError(code, `${expected}; put the artefact's whole folder there`);
    }
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      loadedBytes += value.byteLength;
      onProgress({ loadedBytes, totalBytes });
    }
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    if (name === MANIFEST_NAME) {
      totalBytes = bytes.byteLength + statedBytes(bytes);
      onProgress({ loadedBytes, totalBytes });
    }
    return bytes;
  };
}

/** Bytes of the shards as the manifest states them: for the progress alone, so a malformed one, refused later, counts 0. */
function statedBytes(manifest: Uint8Array): number {
  try {
    const { files } = JSON.parse(new TextDecoder().decode(manifest)) as { files: { byteLength: number }[] };
    return files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  } catch {
    return 0;
  }
}

function headLoader(artefact: Artefact, kernels: WebAssembly.Module): StagedRecommender["loadHead"] {
  const { manifest, head } = artefact;
  const { head: headManifest } = manifest;
  if (headManifest === null || head === undefined) return undefined;
  return async () => {
    const [{ startBackend }, { createMlpHead }] = await Promise.all([
      import("./neural/backend.browser.ts"),
      import("./neural/head/mlp-head.ts"),
    ]);
    await startBackend();
    return createRecommender(artefact, kernels, createMlpHead(head, headManifest, manifest.model.factorCount));
  };
}
