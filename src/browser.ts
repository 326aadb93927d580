/** NearEdge in a page: one call from an address to an engine. */
import type { Artefact } from "./artefact/artefact.ts";
import { decodeArtefact, type ReadFile } from "./artefact/decode.ts";
import { MANIFEST_NAME } from "./artefact/format.ts";
import { ArtefactError } from "./errors.ts";
import { kernelModule } from "./kernels/module.browser.ts";
import type { Head } from "./neural/head/types.ts";
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

/**
 * Makes the engine from the artefact in the folder at `baseUrl`, with its head where it has one. Fetches the kernels
 * beside it, and the head's code (tfjs) only when there is a head.
 *
 * Throws ArtefactError `missing-manifest` or `missing-shard` for a file that the server does not give,
 * `unreadable-file` without an answer, whatever decodeArtefact and createRecommender throw, and KernelError
 * `backend-start`.
 *
 *   const recommender = await loadRecommender("/artefact/", { onProgress: ({ loadedBytes }) => show(loadedBytes) });
 */
export async function loadRecommender(baseUrl: string | URL, options: LoadOptions = {}): Promise<Recommender> {
  const { signal, onProgress } = options;
  try {
    const read = fileReader(String(baseUrl).replace(/\/?$/, "/"), signal, onProgress ?? (() => undefined));
    const [artefact, kernels] = await Promise.all([decodeArtefact(read), kernelModule()]);
    const head = await loadHead(artefact);
    signal?.throwIfAborted();
    return createRecommender(artefact, kernels, head);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
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
      throw new ArtefactError(code, `${address}: expected a file of an artefact, got status ${response.status}`);
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

async function loadHead({ manifest, head }: Artefact): Promise<Head | undefined> {
  if (manifest.head === null || head === undefined) return undefined;
  const [{ startBackend }, { createMlpHead }] = await Promise.all([
    import("./neural/backend.browser.ts"),
    import("./neural/head/mlp-head.ts"),
  ]);
  await startBackend();
  return createMlpHead(head, manifest.head, manifest.model.factorCount);
}
