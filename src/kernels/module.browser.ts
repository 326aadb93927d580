import { KernelError } from "../errors.ts";

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * The kernels, fetched and compiled once a page; a failed fetch is repeated by the next call. Bytes that do not compile
 * are fetched again without the cache, which would keep them for a year.
 */
export function kernelModule(): Promise<WebAssembly.Module> {
  compiled ??= compile({})
    .catch((error: unknown) => {
      if (error instanceof WebAssembly.CompileError) return compile({ cache: "reload" });
      throw error;
    })
    .catch((error: unknown) => {
      compiled = undefined;
      throw error;
    });
  return compiled;
}

function compile(options: RequestInit): Promise<WebAssembly.Module> {
  return WebAssembly.compileStreaming(fetch(new URL("../../build/kernels.wasm", import.meta.url), options));
}

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
