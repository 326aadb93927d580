import { totalmem } from "node:os";
import { TrainingError } from "../errors.ts";

/** What 32-bit addresses reach. */
const FOUR_GIBIBYTES = 2 ** 32;

/** The machine's memory in bytes, or less where a container allows less. */
export function machineBytes(): number {
  // 0 is unknown, and a huge number means no limit.
  const allowed = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.min(totalmem(), allowed);
}

/**
 * Throws TrainingError `memory-limit` when a training needs more than the kernels can address, or, with what it holds beside them
 * (copies, weights that come out), more than the machine has. Called before anything is computed.
 */
export function checkTrainingBytes(model: string, kernelBytes: number, remedy: string, bytesBeside = 0): void {
  const refuse = (bytes: number, kind: string, limit: string): never => {
    throw new TrainingError(
      "memory-limit",
      `${model}: needs ${bytes} bytes${kind} for these data, more than ${limit}; ${remedy}`,
    );
  };
  if (kernelBytes > FOUR_GIBIBYTES) refuse(kernelBytes, " of kernel memory", `the limit of ${FOUR_GIBIBYTES}`);
  const machine = machineBytes();
  const all = kernelBytes + bytesBeside;
  if (all > machine) refuse(all, "", `the ${machine} of this machine`);
}
