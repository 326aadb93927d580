import { fetchedOnce, type ModuleSource } from "../kernels/fetched-module.ts";
import { startWasmBackend } from "./backend.ts";
import { servingParts } from "./serving-parts.ts";

const binaryModule = fetchedOnce(() => new URL("../../build/tfjs-backend-wasm-simd.wasm", import.meta.url));

/** Starts the tfjs WASM backend in a browser, from the binary beside the page's code, or from `binary`. See startWasmBackend. */
export function startBackend(binary?: ModuleSource): Promise<void> {
  return startWasmBackend(async () => servingParts(await binaryModule(binary)));
}
