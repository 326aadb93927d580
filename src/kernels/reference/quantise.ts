import { type Matrix, norm, rowOf } from "./matrix.ts";

/** The largest magnitude of a quantised value. */
const INT8_LIMIT = 127;
/** Smallest normal f32, 2⁻¹²⁶: rows with a smaller scale count as zero. */
const SMALLEST_SCALE = 2 ** -126;

/** The nearest integer; of two as near, the even one. */
export function roundTiesToEven(value: number): number {
  const floor = Math.floor(value);
  const above = value - floor;
  if (above !== 0.5) return above < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** quantiseRows: int8[rows × columns] with one scale a row. Scale and quotient are rounded to f32, as they are stored. */
export function quantiseRows(rows: Matrix): { values: Int8Array; scales: Float32Array } {
  const values = new Int8Array(rows.rowCount * rows.columnCount);
  const scales = new Float32Array(rows.rowCount);
  for (let i = 0; i < rows.rowCount; i++) {
    const y = rowOf(rows, i);
    // scale[i] = max_d |y[d]| / 127;  NaN when a factor is (Math.max passes it on)
    const scale = Math.fround(Math.max(...y.map(Math.abs)) / INT8_LIMIT);
    scales[i] = scale < SMALLEST_SCALE ? 0 : scale;
    if (!(scale >= SMALLEST_SCALE) || scale === Number.POSITIVE_INFINITY) continue;
    // out[i, d] = round(y[d] / scale[i]), ties to even
    for (const [d, value] of y.entries()) values[i * y.length + d] = roundTiesToEven(Math.fround(value / scale));
  }
  return { values, scales };
}

/** The rows that an index of this precision stands for: y[i, d] = scale[i] · value[i, d]. */
export function dequantise(rows: Matrix, scales: ArrayLike<number>): Matrix {
  const { rowCount, columnCount, values } = rows;
  return {
    ...rows,
    values: Float64Array.from(
      { length: rowCount * columnCount },
      (_, at) => values[at]! * scales[Math.floor(at / columnCount)]!,
    ),
  };
}

/** inverseNormsF32 and inverseNormsInt8: out[i] = 1 / ‖y_i‖, 0 for a zero row and where that is beyond f32. */
export function inverseNorms(rows: Matrix): Float64Array {
  return Float64Array.from({ length: rows.rowCount }, (_, i) => {
    const inverse = 1 / norm(rowOf(rows, i));
    return Math.fround(inverse) === Number.POSITIVE_INFINITY ? 0 : inverse;
  });
}
