import type { Csr } from "../../data/csr.ts";

/** Items that are drawn as negatives: where content is read, what is said of items that nobody has shall be open. */
export function drawnItems({ columnCount, indices }: Csr, readsContent: boolean): Uint32Array {
  const all = Uint32Array.from({ length: columnCount }, (_, item) => item);
  if (!readsContent) return all;
  const known = new Set(indices);
  return all.filter((item) => known.has(item));
}
