import { KernelError } from "../errors.ts";
import { fetchedOnce } from "./fetched-module.ts";

/** The kernels, compiled once a page. */
export const kernelModule = fetchedOnce(() => new URL("../../build/kernels.wasm", import.meta.url));

/** The kernels of lists (assembly/lists.ts), compiled once a page. */
export const listKernelModule = fetchedOnce(() => new URL("../../build/kernels-lists.wasm", import.meta.url));

/** A module of one function that counts bits in sixteen lanes: valid only where WebAssembly has SIMD. */
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

/** Throws KernelError `simd-missing` where the platform has no WebAssembly with SIMD, which the kernels need. */
export function requireSimd(): void {
  if (typeof WebAssembly === "object" && WebAssembly.validate(SIMD_MODULE)) return;
  const lacking = typeof WebAssembly === "object" ? "WebAssembly without SIMD" : "no WebAssembly";
  throw new KernelError(
    "simd-missing",
    `kernels: expected WebAssembly with SIMD, got ${lacking}: ask the worker at the edge, or use another browser`,
  );
}
