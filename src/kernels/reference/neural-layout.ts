/*
 * The kernels of networks in plain loops: the same functions with the same parameters in the same order, an array in place
 * of a pointer and null in place of 0. Sums are f64 whatever the arrays are, so that with Float64Array these are exact
 * enough for central differences.
 *
 * A matrix is row-major with a stride of its own, in elements and a multiple of 4. Its padding, the lanes from its columns
 * to the next multiple of 4, is zero and stays zero: every function writes it as zeros. Lanes beyond are not touched, so
 * that a matrix may be a block of columns of a wider one. Vectors (bias, scale, sums) are padded in the same way.
 */

export type Reals = Float32Array | Float64Array;

/** The first multiple of 4 that is not below `columns`. */
const padded = (columns: number): number => (columns + 3) & ~3;

/** Writes value(row, column) into every element and zeros into the padding. */
export function fillMatrix(
  rows: number,
  columns: number,
  out: Reals,
  outStride: number,
  value: (row: number, column: number) => number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < padded(columns); column++) {
      out[row * outStride + column] = column < columns ? value(row, column) : 0;
    }
  }
}
