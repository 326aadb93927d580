import { sharedMemory } from "../kernels/training-memory.ts";
import { machineBytes } from "./memory-limit.ts";

/** A memory for training threads. Throws KernelError `memory-limit` as sharedMemory does, also where the machine has less. */
export function trainingMemory(byteLength: number): WebAssembly.Memory {
  const remedy = "use fewer factors, or leave out rare users and items";
  return sharedMemory(byteLength, { owner: "training", remedy, machineBytes: machineBytes() });
}
