import { fileModule } from "../kernels/file-module.ts";
import { startWasmBackend } from "./backend.ts";
import { servingParts } from "./serving-parts.ts";

/**
 * Starts the tfjs WASM backend in Node, Deno or Bun as far as heads that serve need it, from the binary beside the code. For the
 * bundled engine: deep paths of tfjs are only found by bundlers (serving-parts.ts). See startWasmBackend.
 */
export function startBackend(): Promise<void> {
  const binary = fileModule(new URL("../../build/tfjs-backend-wasm-simd.wasm", import.meta.url));
  return startWasmBackend(async () => servingParts(await binary));
}
