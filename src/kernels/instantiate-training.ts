import { instantiate } from "./instantiate.ts";
import { TRAINING_ARITIES, type TrainingExports } from "./training-abi.ts";

/**
 * instantiateKernels for the module of training, which has more kernels; that of training threads needs a shared memory. In a file of
 * its own, so that a page that only serves has no names of kernels that train.
 */
export function instantiateTrainingKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): TrainingExports {
  return instantiate(module, memory, TRAINING_ARITIES) as unknown as TrainingExports;
}
