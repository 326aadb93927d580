/** Where a WebAssembly module comes from: compiled, its bytes, or an address to fetch it from. */
export type ModuleSource = WebAssembly.Module | BufferSource | string | URL;

/** Gives the module of a source, or else of a known address. */
export type KernelSource = (source?: ModuleSource, get?: typeof fetch) => Promise<WebAssembly.Module>;

/**
 * Fetches and compiles a module once a page; a failed fetch is repeated by the next call. Bytes that do not compile are fetched
 * again without the cache, which would keep them for a year. A source that a call gives takes the place of the address for that
 * call alone, unless it is undefined; `get` fetches in place of the page's `fetch`. `address` is called no earlier than it is needed: not every bundle has addresses.
 */
export function fetchedOnce(address: () => URL): KernelSource {
  let compiled: Promise<WebAssembly.Module> | undefined;
  return (source, get = fetch) => {
    if (source !== undefined) return moduleOf(source, get);
    compiled ??= Promise.resolve()
      .then(() => fetchModule(standing(address().href), get))
      .catch((error: unknown) => {
        compiled = undefined;
        throw error;
      });
    return compiled;
  };
}

/**
 * Vite before version 8 serves what it bundled of dependencies from `node_modules/.vite/deps`, while developing, without the files
 * beside them. They stand where they stood.
 */
const standing = (href: string): string => href.replace("/.vite/deps/", "/nearedge/dist/");

async function moduleOf(source: ModuleSource, get: typeof fetch): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === "string") return fetchModule(source, get);
  // Not by class: what some bundlers make of an address is like a URL and none.
  return "href" in source ? fetchModule(source.href, get) : WebAssembly.compile(source);
}

async function fetchModule(address: string, get: typeof fetch): Promise<WebAssembly.Module> {
  try {
    return await compile(address, get, {});
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return compile(address, get, { cache: "reload" });
    throw error;
  }
}

async function compile(address: string, get: typeof fetch, options: RequestInit): Promise<WebAssembly.Module> {
  const response = await get(address, options);
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok || type.startsWith("text/html")) {
    const got = response.ok ? "a page (text/html)" : `status ${response.status}`;
    throw new Error(`${address}: expected a WebAssembly binary, got ${got}`);
  }
  // A server that sends another content type makes compileStreaming refuse; the bytes are good all the same.
  if (type === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
