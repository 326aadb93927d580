/** What a page fetches of an artefact and of the kernels. */
import type { ReadFile } from "./artefact/decode.ts";
import { MANIFEST_NAME } from "./artefact/format.ts";
import { readBody } from "./artefact/limited-read.ts";
import { ArtefactError, KernelError } from "./errors.ts";
import type { KernelSource, ModuleSource } from "./kernels/fetched-module.ts";
import { kernelModule } from "./kernels/module.browser.ts";

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

/** An error after the signal has fired is replaced by its reason. */
export async function stoppable<T>({ signal }: LoadOptions, load: () => Promise<T>): Promise<T> {
  try {
    const loaded = await load();
    signal?.throwIfAborted();
    return loaded;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/** How browsers say that a page's policy refuses WebAssembly. */
const REFUSED = /security policy|CSP/i;

/** The kernels from where the options say, else those of `standing`. Throws KernelError `kernel-missing` and `kernel-refused`. */
export async function fetchKernels(
  { kernels, fetch: get }: BinaryOptions & Pick<LoadOptions, "fetch">,
  standing: KernelSource = kernelModule,
): Promise<WebAssembly.Module> {
  try {
    return await standing(kernels, get);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const [code, expected] = REFUSED.test(reason)
      ? ["kernel-refused", "'wasm-unsafe-eval' in script-src of the page's content security policy"]
      : ["kernel-missing", "the WebAssembly binary beside the page's code, or where `kernels` says"];
    throw new KernelError(code, `kernels: expected ${expected}: ${reason}`, { cause });
  }
}

/**
 * Reads files of the folder; with `cache: "reload"` bypassing the browser's cache, which would keep a damaged answer
 * for a year.
 */
export function fileReader(
  baseUrl: string | URL,
  { signal, onProgress = () => undefined, fetch: get = fetch }: LoadOptions,
) {
  const folder = String(baseUrl).replace(/\/?$/, "/");
  const loaded = new Map<string, number>();
  let totalBytes: number | undefined;
  const report = (): void => {
    onProgress({ loadedBytes: [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0), totalBytes });
  };
  return (cache: RequestCache): ReadFile =>
    async (name, limitBytes) => {
      const address = folder + encodeURIComponent(name);
      const response = await get(address, { cache, ...(signal ? { signal } : {}) });
      // Servers of single-page applications answer with their page where there is no file.
      const isPage = response.headers.get("content-type")?.startsWith("text/html");
      if (!response.ok || response.body === null || isPage) {
        const code = name === MANIFEST_NAME ? "missing-manifest" : "missing-shard";
        const got = isPage ? ", text/html" : "";
        const expected = `${address}: expected a file of an artefact, got status ${response.status}${got}`;
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

/** Bytes of the shards by the manifest: only for the progress, so a malformed manifest, refused later, counts 0. */
function statedBytes(manifest: Uint8Array): number {
  try {
    const { files } = JSON.parse(new TextDecoder().decode(manifest)) as { files: { byteLength: number }[] };
    return files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  } catch {
    return 0;
  }
}
