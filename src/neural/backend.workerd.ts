import module from "../../build/tfjs-backend-wasm-simd.wasm";
import { startWasmBackend } from "./backend.ts";
import { servingParts } from "./serving-parts.ts";

/** Starts the tfjs WASM backend in a Worker, from the binary that was compiled with the bundle. See startWasmBackend. */
export function startBackend(): Promise<void> {
  return startWasmBackend(async () => servingParts(module));
}
