/** Where a WebAssembly module comes from: compiled, its bytes, or an address to fetch it from. */
export type ModuleSource = WebAssembly.Module | BufferSource | string | URL;

/**
 * Fetches and compiles a module once a page; a failed fetch is repeated by the next call. Bytes that do not compile are fetched
 * again without the cache, which would keep them for a year. A source that a call gives takes the place of the address for that
 * call alone, unless it is undefined.
 */
export function fetchedOnce(address: () => URL): (source?: ModuleSource) => Promise<WebAssembly.Module> {
  let compiled: Promise<WebAssembly.Module> | undefined;
  return (source) => {
    if (source !== undefined) return moduleOf(source);
    compiled ??= fetchModule(address()).catch((error: unknown) => {
      compiled = undefined;
      throw error;
    });
    return compiled;
  };
}

async function moduleOf(source: ModuleSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  return typeof source === "string" || source instanceof URL ? fetchModule(source) : WebAssembly.compile(source);
}

async function fetchModule(address: string | URL): Promise<WebAssembly.Module> {
  try {
    return await compile(address, {});
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return compile(address, { cache: "reload" });
    throw error;
  }
}

async function compile(address: string | URL, options: RequestInit): Promise<WebAssembly.Module> {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(`${address}: expected a WebAssembly binary, got status ${response.status}`);
  // A server that sends another content type makes compileStreaming refuse; the bytes are good all the same.
  if (response.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
