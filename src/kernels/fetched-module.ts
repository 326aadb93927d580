/**
 * Fetches and compiles a module once a page; a failed fetch is repeated by the next call. Bytes that do not compile are fetched
 * again without the cache, which would keep them for a year. `get` fetches in place of the page's `fetch`.
 */
export function fetchedOnce(address: () => URL): (get?: typeof fetch) => Promise<WebAssembly.Module> {
  let compiled: Promise<WebAssembly.Module> | undefined;
  const compile = (get: typeof fetch, options: RequestInit) => WebAssembly.compileStreaming(get(address(), options));
  return (get = fetch) => {
    compiled ??= compile(get, {})
      .catch((error: unknown) => {
        if (error instanceof WebAssembly.CompileError) return compile(get, { cache: "reload" });
        throw error;
      })
      .catch((error: unknown) => {
        compiled = undefined;
        throw error;
      });
    return compiled;
  };
}
