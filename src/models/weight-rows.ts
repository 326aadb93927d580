import type { Csr } from "../data/csr.ts";

/**
 * Gathers rows of scores into a matrix: what is 0, and what an item gives itself, is left out. `scoresOf` writes or finds
 * the scores of one row, f32[columnCount], which are read before it is called again.
 */
export function gatherRows(
  start: number,
  end: number,
  columnCount: number,
  scoresOf: (row: number) => Float32Array,
): Csr {
  const offsets = new Uint32Array(end - start + 1);
  const indices: Uint32Array[] = [];
  const values: Float32Array[] = [];
  const columns = new Uint32Array(columnCount);
  for (let row = start; row < end; row++) {
    const scores = scoresOf(row);
    let count = 0;
    for (let column = 0; column < columnCount; column++) {
      if (scores[column] !== 0 && column !== row) columns[count++] = column;
    }
    const own = columns.slice(0, count);
    offsets[row - start + 1] = offsets[row - start]! + count;
    indices.push(own);
    values.push(Float32Array.from(own, (column) => scores[column]!));
  }
  return {
    rowCount: end - start,
    columnCount,
    offsets,
    indices: joined(Uint32Array, indices),
    values: joined(Float32Array, values),
  };
}

/** Runs of rows, one below the other, as one matrix. */
export function stackRows(columnCount: number, parts: readonly Csr[]): Csr {
  const offsets = new Uint32Array(parts.reduce((sum, { rowCount }) => sum + rowCount, 0) + 1);
  let row = 0;
  let first = 0;
  for (const part of parts) {
    for (let own = 1; own <= part.rowCount; own++) offsets[++row] = first + part.offsets[own]!;
    first += part.indices.length;
  }
  const indices = joined(
    Uint32Array,
    parts.map((part) => part.indices),
  );
  const values = joined(
    Float32Array,
    parts.map((part) => part.values),
  );
  return { rowCount: row, columnCount, offsets, indices, values };
}

function joined<A extends Uint32Array | Float32Array>(type: new (length: number) => A, parts: readonly A[]): A {
  const all = new type(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}
