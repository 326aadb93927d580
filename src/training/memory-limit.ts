import { TrainingError } from "../errors.ts";
import { platform } from "../platform.ts";

/** What 32-bit addresses reach. */
const FOUR_GIBIBYTES = 2 ** 32;

/** Bytes of memory that there are. */
export const machineBytes = (): number => platform().memoryBytes();

/**
 * Throws TrainingError `memory-limit` when a training needs more than the kernels can address, or, with what it holds beside them
 * (copies, weights that come out), more than the machine has or than `limitBytes`. Called before anything is computed.
 */
export function checkTrainingBytes(
  model: string,
  kernelBytes: number,
  remedy: string,
  bytesBeside = 0,
  limitBytes = Number.POSITIVE_INFINITY,
): void {
  const refuse = (bytes: number, kind: string, limit: string): never => {
    throw new TrainingError(
      "memory-limit",
      `${model}: needs ${bytes} bytes${kind} for these data, more than ${limit}; ${remedy}`,
    );
  };
  if (kernelBytes > FOUR_GIBIBYTES) refuse(kernelBytes, " of kernel memory", `the limit of ${FOUR_GIBIBYTES}`);
  const machine = machineBytes();
  const all = kernelBytes + bytesBeside;
  if (all > limitBytes) refuse(all, "", `the limit of ${limitBytes}`);
  if (all > machine) refuse(all, "", `the ${machine} of this machine`);
}
