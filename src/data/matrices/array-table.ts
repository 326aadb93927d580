import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";
import { BLOCK_ROWS, type FactorTable } from "../factor-table.ts";
import { readRange, withFile } from "./byte-range.ts";
import { elementCount, type StoredArray } from "./stored-array.ts";

/** Values of a block: 16 MiB as f32, 32 MiB at most in the file. */
const BLOCK_VALUES = 4_194_304;
const MOST_ROWS = 0x7fff_ffff;

/** What an array must look like to be a table of factors. */
export interface TableLimits {
  /** Most columns, a bias among them. */
  readonly factors: number;
  /** What the rows are, for messages. */
  readonly rows: string;
}

/**
 * The rows of an array as a table, by blocks. Numbers are narrowed to f32. In Fortran order a block is gathered column by column.
 * Throws DataError `wrong-rank`, `no-rows`, `too-many-rows`, `too-many-factors`; blocks throw `not-finite` with row and column,
 * also for a number beyond f32, and `array-size` and `missing-file` for a file that was cut off or removed
 * meanwhile.
 */
export function arrayTable(array: StoredArray, { factors, rows }: TableLimits): FactorTable {
  const { where, shape } = array;
  const got = `got [${shape.join(", ")}]`;
  const [rowCount = 0, columnCount = 0] = shape;
  if (shape.length !== 2) {
    throw new DataError("wrong-rank", `${where}: expected a matrix of ${rows} by factors, ${got}`);
  }
  if (rowCount < 1) throw new DataError("no-rows", `${where}: expected a row for each of the ${rows}, ${got}`);
  if (rowCount > MOST_ROWS) {
    throw new DataError("too-many-rows", `${where}: expected at most ${MOST_ROWS} ${rows}, ${got}`);
  }
  if (columnCount < 1 || columnCount > factors) {
    const expected = `expected ${rows} by 1 to ${factors} factors`;
    throw new DataError("too-many-factors", `${where}: ${expected}, ${got}; train with fewer, or project them by PCA`);
  }
  const blockRows = Math.max(1, Math.min(BLOCK_ROWS, Math.floor(BLOCK_VALUES / columnCount)));
  return {
    itemCount: rowCount,
    factorCount: columnCount,
    async *blocks() {
      const read = array.fortranOrder ? readColumns : readRows;
      for (let start = 0; start < rowCount; start += blockRows) {
        const count = Math.min(blockRows, rowCount - start);
        yield { start, values: await read(array, start, count, columnCount) };
      }
    },
  };
}

/**
 * All values of an array with few of them: biases, single numbers. f32, in the order of the file. Throws DataError
 * `not-finite`.
 */
export async function arrayValues(array: StoredArray): Promise<Float32Array> {
  const values = new Float32Array(elementCount(array.shape));
  await decode(array, 0, values.length, values, 0, 1, (at) => `element ${at}`);
  return values;
}

/** A single number as f64. */
export async function arrayNumber(array: StoredArray): Promise<number> {
  if (elementCount(array.shape) !== 1) {
    throw new DataError("wrong-rank", `${array.where}: expected one number, got [${array.shape.join(", ")}]`);
  }
  const view = await bytesAt(array, 0, 1);
  return array.type.read(view, 0, array.littleEndian);
}

async function readRows(array: StoredArray, start: number, count: number, columns: number): Promise<Float32Array> {
  const values = new Float32Array(count * columns);
  const named = (at: number) => `row ${start + Math.floor(at / columns)}, column ${at % columns}`;
  await decode(array, start * columns, values.length, values, 0, 1, named);
  return values;
}

async function readColumns(array: StoredArray, start: number, count: number, columns: number): Promise<Float32Array> {
  const values = new Float32Array(count * columns);
  const rows = array.shape[0] ?? 0;
  for (let column = 0; column < columns; column++) {
    const named = (at: number) => `row ${start + at}, column ${column}`;
    await decode(array, column * rows + start, count, values, column, columns, named);
  }
  return values;
}

/** Elements of the file, from one on, into `values` at `place`, `place + stride` and so on. */
async function decode(
  array: StoredArray,
  element: number,
  count: number,
  values: Float32Array,
  place: number,
  stride: number,
  named: (at: number) => string,
): Promise<void> {
  const view = await bytesAt(array, element, count);
  const { type, littleEndian } = array;
  if (type.name === "float32" && littleEndian && stride === 1) {
    // As they stand in memory, which is many times faster than one by one.
    values.set(new Float32Array(view.buffer, view.byteOffset, count), place);
    const wrong = values.subarray(place, place + count).findIndex((value) => !Number.isFinite(value));
    if (wrong < 0) return;
  }
  for (let at = 0, target = place; at < count; at++, target += stride) {
    const value = type.read(view, at * type.byteLength, littleEndian);
    const narrowed = Math.fround(value);
    if (!Number.isFinite(narrowed)) {
      const got = Number.isFinite(value) ? `${value}, which no number of 32 bits holds` : show(value);
      throw new DataError("not-finite", `${array.where}: ${named(at)}: expected a finite number, got ${got}`);
    }
    values[target] = narrowed;
  }
}

function bytesAt(array: StoredArray, element: number, count: number): Promise<DataView> {
  const { byteLength } = array.type;
  return withFile(array.path, array.where, async (file) => {
    const bytes = await readRange(file, array.offset + element * byteLength, count * byteLength);
    if (bytes.length < count * byteLength) {
      throw new DataError("array-size", `${array.where}: the file ended while it was read; copy it again`);
    }
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  });
}
