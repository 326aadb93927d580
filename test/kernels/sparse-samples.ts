import type { CsrMatrix } from "../../src/kernels/csr-matrix.ts";
import type { Random } from "../../src/random.ts";

/** A random sparse matrix; rows have between no entry and all of them, and `makeValue` gives their values. */
export function sparse(random: Random, rowCount: number, columnCount: number, makeValue: () => number): CsrMatrix {
  const offsets = new Uint32Array(rowCount + 1);
  const indices: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    const density = [0, 0.1, 0.5, 1][random.nextInteger(4)] ?? 0;
    for (let column = 0; column < columnCount; column++) if (random.nextFloat() < density) indices.push(column);
    offsets[row + 1] = indices.length;
  }
  const values = Float32Array.from(indices, makeValue);
  return { rowCount, columnCount, offsets, indices: Uint32Array.from(indices), values };
}

/** Some of the items, ascending. */
export function someItems(random: Random, itemCount: number, share: number): Uint32Array {
  return Uint32Array.from({ length: itemCount }, (_, item) => item).filter(() => random.nextFloat() < share);
}
