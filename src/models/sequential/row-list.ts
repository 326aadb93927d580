import type { Csr } from "../../data/csr.ts";

/** A sparse matrix that is made row by row, in arrays that double as it grows. */
export interface RowList {
  /** The next row: ascending columns with their values. */
  add(columns: Uint32Array, values: Float32Array): void;
  /** The matrix, once all rows were added. */
  matrix(): Csr;
}

const FIRST_ENTRIES = 1024;

export function createRowList(rowCount: number, columnCount: number): RowList {
  const offsets = new Uint32Array(rowCount + 1);
  let indices = new Uint32Array(FIRST_ENTRIES);
  let values = new Float32Array(FIRST_ENTRIES);
  let row = 0;
  const grow = (length: number): void => {
    const size = Math.max(length, 2 * indices.length);
    const [widerIndices, widerValues] = [new Uint32Array(size), new Float32Array(size)];
    widerIndices.set(indices);
    widerValues.set(values);
    [indices, values] = [widerIndices, widerValues];
  };
  return {
    add: (columns, own) => {
      const start = offsets[row]!;
      const end = start + columns.length;
      if (end > indices.length) grow(end);
      indices.set(columns, start);
      values.set(own, start);
      offsets[++row] = end;
    },
    matrix: () => {
      const length = offsets[rowCount]!;
      return { rowCount, columnCount, offsets, indices: indices.slice(0, length), values: values.slice(0, length) };
    },
  };
}
