/**
 * Fetches and compiles a module once a page; a failed fetch is repeated by the next call. Bytes that do not compile are fetched
 * again without the cache, which would keep them for a year.
 */
export function fetchedOnce(address: () => URL): () => Promise<WebAssembly.Module> {
  let compiled: Promise<WebAssembly.Module> | undefined;
  const compile = (options: RequestInit) => WebAssembly.compileStreaming(fetch(address(), options));
  return () => {
    compiled ??= compile({})
      .catch((error: unknown) => {
        if (error instanceof WebAssembly.CompileError) return compile({ cache: "reload" });
        throw error;
      })
      .catch((error: unknown) => {
        compiled = undefined;
        throw error;
      });
    return compiled;
  };
}
