import address from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import { startWasmBackend } from "./backend.ts";
import { servingParts } from "./serving-parts.ts";

/** Starts the tfjs WASM backend in a browser, from the binary beside the page. See startWasmBackend. */
export function startBackend(): Promise<void> {
  return startWasmBackend(async () => servingParts(await compile(address)));
}

async function compile(from: string): Promise<WebAssembly.Module> {
  const response = await fetch(from);
  if (!response.ok) throw new Error(`${from}: expected a WebAssembly binary, got status ${response.status}`);
  // A server that sends another content type makes compileStreaming refuse; the bytes are good all the same.
  if (response.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
