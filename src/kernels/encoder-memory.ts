import type { KernelExports } from "./abi.ts";
import { instantiateKernels } from "./instantiate.ts";
import { createLayout, reserve } from "./layout.ts";

/** What the encoder of a sequence has in kernel memory: its weights, and scratch of one call. */
export interface EncoderMemory {
  readonly kernels: KernelExports;
  /** Byte offsets of the arrays, in their order. */
  readonly arrays: readonly number[];
  /** Byte offsets of the scratch, in its order. */
  readonly scratch: readonly number[];
  /** A view of so many numbers: the memory does not grow. */
  f32(pointer: number, count: number): Float32Array;
  readonly bytes: number;
}

/** Copies weights into a memory of their own, with so many numbers of scratch beside them. Throws KernelError. */
export function createEncoderMemory(
  module: WebAssembly.Module,
  arrays: readonly Float32Array[],
  scratch: readonly number[],
): EncoderMemory {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const kernels = instantiateKernels(module, memory);
  const layout = createLayout(kernels.heapBase() >>> 0);
  const weights = arrays.map(({ length }) => layout.region(4 * length));
  const room = scratch.map((count) => layout.region(4 * count));
  reserve(memory, layout.end);
  const f32 = (pointer: number, count: number): Float32Array => new Float32Array(memory.buffer, pointer, count);
  for (const [place, values] of arrays.entries()) f32(weights[place]!, values.length).set(values);
  return { kernels, arrays: weights, scratch: room, f32, bytes: memory.buffer.byteLength };
}

/** Encodes a sequence. */
export interface SequenceEncoder {
  /**
   * The state after the last of `count` items, 1 to the length of the encoder, oldest first: f32[width]. `rows` has a row of
   * `stride` numbers for each, of which the first `width` are its factors.
   */
  encode(rows: Float32Array, count: number, stride: number): Float32Array;
  /** Bytes of kernel memory. */
  readonly memoryBytes: number;
}
