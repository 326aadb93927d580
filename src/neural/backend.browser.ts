import address from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import { startWasmBackend } from "./backend.ts";
import { servingParts } from "./serving-parts.ts";

/** Starts the tfjs WASM backend in a browser, from the binary beside the page. See startWasmBackend. */
export function startBackend(): Promise<void> {
  return startWasmBackend(async () => servingParts(await compileOnceMore(address)));
}

/** Bytes that do not compile are fetched once more past the cache, where they would lie for a year. */
async function compileOnceMore(from: string): Promise<WebAssembly.Module> {
  try {
    return await compile(from, {});
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return compile(from, { cache: "reload" });
    throw error;
  }
}

async function compile(from: string, options: RequestInit): Promise<WebAssembly.Module> {
  const response = await fetch(from, options);
  if (!response.ok) throw new Error(`${from}: expected a WebAssembly binary, got status ${response.status}`);
  // A server that sends another content type makes compileStreaming refuse; the bytes are good all the same.
  if (response.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
