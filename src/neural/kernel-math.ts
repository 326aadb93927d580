import { instantiateTrainingKernels } from "../kernels/instantiate.ts";
import { GEMM_SCRATCH_BYTES } from "../kernels/training/neural-abi.ts";
import type { TrainingExports } from "../kernels/training-abi.ts";
import type { MathSource } from "./math.ts";

/** Exports that take flags too: they become 0 or 1 on their way into WebAssembly. */
type WithFlags<Exports> = {
  [Name in keyof Exports]: Exports[Name] extends (...values: infer Values) => infer Result
    ? (...values: { [At in keyof Values]: number | boolean }) => Result
    : never;
};

/**
 * Networks over the training kernels. `module` is build/kernels-threads.wasm; `memoryOf` gives a shared memory of so many
 * bytes, all zero, or says that there is none.
 */
export function kernelMath(module: WebAssembly.Module, memoryOf: (bytes: number) => WebAssembly.Memory): MathSource {
  const instanceOn = (memory: WebAssembly.Memory) =>
    instantiateTrainingKernels(module, memory) as WithFlags<TrainingExports>;
  const probe = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const scratch = Math.ceil((instanceOn(probe).heapBase() >>> 0) / 16) * 16;
  return {
    base: scratch + GEMM_SCRATCH_BYTES,
    realBytes: 4,
    create(bytes) {
      const memory = memoryOf(bytes);
      const kernels = instanceOn(memory);
      return {
        ...kernels,
        memory,
        realBytes: 4,
        gemm: (...values) => kernels.gemm(...values, scratch),
        gemmTransposedA: (...values) => kernels.gemmTransposedA(...values, scratch),
        gemmTransposedB: (...values) => kernels.gemmTransposedB(...values, scratch),
      };
    },
  };
}
