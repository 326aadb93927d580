import { instantiateTrainingKernels } from "../kernels/instantiate-training.ts";
import { GEMM_SCRATCH_BYTES } from "../kernels/training/neural-abi.ts";
import type { TrainingExports } from "../kernels/training-abi.ts";
import { trainingHeapBase } from "../kernels/training-memory.ts";
import type { MathSource, NeuralMath, Pointer } from "./math.ts";

/** Exports that take flags too: they become 0 or 1 on their way into WebAssembly. */
type WithFlags<Exports> = {
  [Name in keyof Exports]: Exports[Name] extends (...values: infer Values) => infer Result
    ? (...values: { [At in keyof Values]: number | boolean }) => Result
    : never;
};

/** The kernels of one thread, which has GEMM_SCRATCH_BYTES of the memory to itself. */
export function mathOn(module: WebAssembly.Module, memory: WebAssembly.Memory, scratch: Pointer): NeuralMath {
  const kernels = instantiateTrainingKernels(module, memory) as WithFlags<TrainingExports>;
  return {
    ...kernels,
    memory,
    realBytes: 4,
    gemm: (...values) => kernels.gemm(...values, scratch),
    gemmTransposedA: (...values) => kernels.gemmTransposedA(...values, scratch),
    gemmTransposedB: (...values) => kernels.gemmTransposedB(...values, scratch),
  };
}

/**
 * Networks over the training kernels, on this thread. `module` is build/kernels-threads.wasm; `memoryOf` gives a shared memory
 * of so many bytes, all zero, or says that there is none.
 */
export function kernelMath(module: WebAssembly.Module, memoryOf: (bytes: number) => WebAssembly.Memory): MathSource {
  const scratch = Math.ceil((trainingHeapBase(module) >>> 0) / 16) * 16;
  return {
    base: scratch + GEMM_SCRATCH_BYTES,
    realBytes: 4,
    create: (bytes) => mathOn(module, memoryOf(bytes), scratch),
  };
}
