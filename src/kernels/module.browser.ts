let compiled: Promise<WebAssembly.Module> | undefined;

/** The kernels, fetched and compiled once a page; a failed fetch is tried again by the next call. */
export function kernelModule(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compileStreaming(fetch(new URL("../../build/kernels.wasm", import.meta.url))).catch(
    (error: unknown) => {
      compiled = undefined;
      throw error;
    },
  );
  return compiled;
}
