import { totalmem } from "node:os";

/** The machine's memory in bytes, or less where a container allows less. */
export function machineBytes(): number {
  // 0 is unknown, and a huge number means no limit.
  const allowed = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.min(totalmem(), allowed);
}
