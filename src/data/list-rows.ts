import { DataError } from "../errors.ts";
import type { Csr } from "./csr.ts";
import { listsOf, numberAt, type ParquetParts } from "./parquet-parts.ts";

/**
 * A sparse matrix of two columns of lists, item indices that ascend and values beside them: rows × `columnCount`. Throws DataError
 * `bad-history` with the row.
 */
export async function readListRows(
  parts: ParquetParts,
  items: string,
  values: string,
  columnCount: number,
  signal: AbortSignal | undefined,
): Promise<Csr> {
  const ends: number[] = [0];
  let [indices, numbers] = [new Uint32Array(1024), new Float32Array(1024)];
  let size = 0;
  for await (const chunk of parts.chunks([items, values], signal)) {
    const [left, right] = [listsOf(chunk.getColumnVector(0)), listsOf(chunk.getColumnVector(1))];
    const fail = (expected: string): never => {
      const place = `${parts.folder}: row ${ends.length - 1}: ${items}`;
      throw new DataError("bad-history", `${place}: ${expected}; run the job again, or copy the folder again`);
    };
    if (!left || !right) return fail("expected lists of numbers");
    const [leftChild, rightChild] = [left.childVector, right.childVector];
    for (let row = 0; row < chunk.rowCount; row++) {
      const length = left.getEntryLength(row);
      if (right.getEntryLength(row) !== length) {
        fail(`expected as many ${values}, got ${right.getEntryLength(row)} for ${length}`);
      }
      if (size + length > indices.length) {
        const room = Math.max(2 * indices.length, size + length);
        [indices, numbers] = [enlarged(indices, new Uint32Array(room)), enlarged(numbers, new Float32Array(room))];
      }
      let last = -1;
      for (let entry = 0; entry < length; entry++) {
        const item = numberAt(leftChild, left.getEntryOffset(row) + entry);
        const value = numberAt(rightChild, right.getEntryOffset(row) + entry);
        if (!(Number.isInteger(item) && item > last && item < columnCount)) {
          fail(`expected item indices that ascend, below ${columnCount}, got ${item} after ${last}`);
        }
        if (!Number.isFinite(value)) fail(`expected finite ${values}, got ${value}`);
        indices[size] = item;
        numbers[size] = value;
        size++;
        last = item;
      }
      ends.push(size);
    }
  }
  return {
    rowCount: ends.length - 1,
    columnCount,
    offsets: Uint32Array.from(ends),
    indices: indices.slice(0, size),
    values: numbers.slice(0, size),
  };
}

function enlarged<A extends Uint32Array | Float32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
