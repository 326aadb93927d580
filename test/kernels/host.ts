import type { KernelExports } from "../../src/kernels/abi.ts";
import { instantiateKernels } from "../../src/kernels/instantiate.ts";
import { instantiateTrainingKernels } from "../../src/kernels/instantiate-training.ts";
import { createArena, createLayout, MAXIMUM_PAGES } from "../../src/kernels/layout.ts";
import type { Matrix } from "../../src/kernels/reference/matrix.ts";
import type { TrainingExports } from "../../src/kernels/training-abi.ts";

/** The raw exports on a memory of their own, for kernels without a wrapper. */
export interface Host<Kernels = KernelExports> {
  readonly kernels: Kernels;
  /** Copies an array behind what is there and returns its byte offset. */
  put(values: Float32Array | Int8Array | Int16Array | Uint32Array | Uint8Array): number;
  /** Copies rows with padding lanes and padding rows of zeros. */
  putRows(rows: Matrix, kind: "f32" | "int8" | "int16", stride: number, rowCount?: number): number;
  /** Reserves bytes filled with `fill`, by default a value that is neither zero nor a number in any type. */
  allocate(byteLength: number, fill?: number): number;
  f32(pointer: number, length: number): Float32Array;
  int8(pointer: number, length: number): Int8Array;
  u32(pointer: number, length: number): Uint32Array;
  /** The entries of a top-k heap. */
  heap(pointer: number, count: number): { items: Uint32Array; scores: Float32Array };
  /** Forgets everything: the next array lies at the start again. */
  reset(): void;
}

const ARRAYS = { f32: Float32Array, int8: Int8Array, int16: Int16Array };

export function createHost(module: WebAssembly.Module): Host {
  const memory = new WebAssembly.Memory({ initial: 4, maximum: MAXIMUM_PAGES });
  return hostOf(instantiateKernels(module, memory), memory);
}

/** The same for the kernels of training threads, on shared memory. */
export function createTrainingHost(module: WebAssembly.Module): Host<TrainingExports> {
  const memory = new WebAssembly.Memory({ initial: 4, maximum: MAXIMUM_PAGES, shared: true });
  return hostOf(instantiateTrainingKernels(module, memory), memory);
}

function hostOf<Kernels extends KernelExports>(kernels: Kernels, memory: WebAssembly.Memory): Host<Kernels> {
  const arena = createArena(memory, createLayout(kernels.heapBase()).end);
  const start = arena.mark();
  const allocate = (byteLength: number, fill = 0xff): number => {
    const pointer = arena.allocate(byteLength);
    new Uint8Array(memory.buffer, pointer, byteLength).fill(fill);
    return pointer;
  };
  const put: Host["put"] = (values) => {
    const pointer = allocate(values.byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(memory.buffer, pointer, values.byteLength).set(bytes);
    return pointer;
  };
  const f32: Host["f32"] = (pointer, length) => new Float32Array(memory.buffer, pointer, length).slice();
  const u32: Host["u32"] = (pointer, length) => new Uint32Array(memory.buffer, pointer, length).slice();
  return {
    kernels,
    put,
    putRows({ rowCount, columnCount, values }, kind, stride, paddedCount = rowCount) {
      const padded = new ARRAYS[kind](paddedCount * stride);
      for (let row = 0; row < rowCount; row++) {
        for (let column = 0; column < columnCount; column++) {
          padded[row * stride + column] = values[row * columnCount + column]!;
        }
      }
      return put(padded);
    },
    allocate,
    f32,
    u32,
    int8: (pointer, length) => new Int8Array(memory.buffer, pointer, length).slice(),
    heap(pointer, count) {
      const words = u32(pointer, 2 * count);
      const floats = f32(pointer, 2 * count);
      return {
        items: words.filter((_, at) => at % 2 === 1),
        scores: floats.filter((_, at) => at % 2 === 0),
      };
    },
    reset: () => arena.reset(start),
  };
}
