import type { Arena } from "./layout.ts";

/** Copies an array into the scratch of a memory and returns its offset. */
export function putArray(
  memory: WebAssembly.Memory,
  arena: Arena,
  values: Uint8Array | Uint32Array | Float32Array,
): number {
  const pointer = arena.allocate(values.byteLength);
  // The allocation may have grown the memory: the view is made after it.
  new Uint8Array(memory.buffer, pointer, values.byteLength).set(
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  );
  return pointer;
}
