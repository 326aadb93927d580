import { instantiateTrainingKernels } from "../../kernels/instantiate-training.ts";
import { ENTRY_BYTES, type SgdMemoryMap } from "./train-sgd-memory.ts";

/** URL of this module, from which threads load it. */
export const SGD_TASKS = import.meta.url;

/** What the threads share by taking blocks from one counter: the steps of one stratum, or the error of all blocks. */
export type SgdTask =
  | { readonly kind: "pass"; readonly stratum: number; readonly seed: number }
  | { readonly kind: "squares" };

/** What a thread needs to take part. */
export interface SgdThreadSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly map: SgdMemoryMap;
}

/** Makes the function by which one thread works on a task until no block is left. */
export function createRunner({ module, memory, map }: SgdThreadSetup): (task: SgdTask) => void {
  const { parts, users, items, stride, settings } = map;
  const kernels = instantiateTrainingKernels(module, memory);
  const counter = new Int32Array(memory.buffer, map.counter, 1);
  const offsets = new Uint32Array(memory.buffer, map.blockOffsets, parts * parts + 1);
  const squares = new Float64Array(memory.buffer, map.squares, parts * parts);
  const entriesOf = (block: number): readonly [pointer: number, count: number] => {
    const start = offsets[block]!;
    return [map.entries + start * ENTRY_BYTES, offsets[block + 1]! - start];
  };
  return (task) => {
    const taken = task.kind === "pass" ? parts : parts * parts;
    for (;;) {
      const turn = Atomics.add(counter, 0, 1);
      if (turn >= taken) return;
      if (task.kind === "squares") {
        squares[turn] = kernels.sgdSquares(
          ...entriesOf(turn),
          users.factors,
          items.factors,
          stride,
          users.biases,
          items.biases,
          settings,
        );
        continue;
      }
      // Block (turn, turn + stratum): no two of a stratum share a part of users or of items.
      const block = turn * parts + ((turn + task.stratum) % parts);
      squares[block] = kernels.sgdPass(
        ...entriesOf(block),
        task.seed + block,
        users.factors,
        items.factors,
        stride,
        users.biases,
        items.biases,
        users.scales,
        items.scales,
        settings,
      );
    }
  };
}
