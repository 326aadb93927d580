/** Where a WebAssembly module comes from: compiled, its bytes, or an address to fetch it from. */
export type ModuleSource = WebAssembly.Module | BufferSource | string | URL;

/**
 * Fetches and compiles a module once a page; a failed fetch is repeated by the next call. Bytes that do not compile are fetched
 * again without the cache, which would keep them for a year. A source that a call gives takes the place of the address for that
 * call alone, unless it is undefined. `address` is called no earlier than it is needed: not every bundle has addresses.
 */
export function fetchedOnce(address: () => URL): (source?: ModuleSource) => Promise<WebAssembly.Module> {
  let compiled: Promise<WebAssembly.Module> | undefined;
  return (source) => {
    if (source !== undefined) return moduleOf(source);
    compiled ??= Promise.resolve()
      .then(() => fetchModule(standing(address().href)))
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

async function moduleOf(source: ModuleSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === "string") return fetchModule(source);
  // Not by class: what some bundlers make of an address is like a URL and none.
  return "href" in source ? fetchModule(source.href) : WebAssembly.compile(source);
}

async function fetchModule(address: string): Promise<WebAssembly.Module> {
  try {
    return await compile(address, {});
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return compile(address, { cache: "reload" });
    throw error;
  }
}

async function compile(address: string, options: RequestInit): Promise<WebAssembly.Module> {
  const response = await fetch(address, options);
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok || type.startsWith("text/html")) {
    const got = response.ok ? "a page (text/html)" : `status ${response.status}`;
    throw new Error(`${address}: expected a WebAssembly binary, got ${got}`);
  }
  // A server that sends another content type makes compileStreaming refuse; the bytes are good all the same.
  if (type === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
