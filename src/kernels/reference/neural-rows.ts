import { fillMatrix, type Reals } from "./neural-layout.ts";

/** out[r, :] ← table[indices[r], :], the look-up of embeddings. */
export function gatherRows(
  count: number,
  indices: Uint32Array,
  columns: number,
  table: Reals,
  tableStride: number,
  out: Reals,
  outStride: number,
): void {
  fillMatrix(count, columns, out, outStride, (row, column) => table[indices[row]! * tableStride + column]!);
}

/**
 * out[slots[r], :] += gradients[r, :] in ascending order of r. `slots` number the different rows of a batch, so that `out`
 * has only these. The caller has filled it with zeros, or with what is to be added to.
 */
export function scatterAddRows(
  count: number,
  slots: Uint32Array,
  columns: number,
  gradients: Reals,
  gradientStride: number,
  out: Reals,
  outStride: number,
): void {
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < columns; column++) {
      out[slots[row]! * outStride + column]! += gradients[row * gradientStride + column]!;
    }
  }
}

/** out[r, :] ← Σ_e values[e] · table[indices[e], :] over the entries offsets[r] … offsets[r + 1]; without values, 1 each. */
export function bagRows(
  rows: number,
  offsets: Uint32Array,
  indices: Uint32Array,
  values: Reals | null,
  columns: number,
  table: Reals,
  tableStride: number,
  out: Reals,
  outStride: number,
): void {
  fillMatrix(rows, columns, out, outStride, (row, column) => {
    let sum = 0;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      sum += (values?.[entry] ?? 1) * table[indices[entry]! * tableStride + column]!;
    }
    return sum;
  });
}

/** out[slots[e], :] += values[e] · gradients[r, :] for the entries e of row r, in ascending order: bagRows backwards. */
export function scatterAddBags(
  rows: number,
  offsets: Uint32Array,
  slots: Uint32Array,
  values: Reals | null,
  columns: number,
  gradients: Reals,
  gradientStride: number,
  out: Reals,
  outStride: number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      for (let column = 0; column < columns; column++) {
        out[slots[entry]! * outStride + column]! += (values?.[entry] ?? 1) * gradients[row * gradientStride + column]!;
      }
    }
  }
}

/** out ← X, or out + X with `accumulate`: a sum of gradients. */
export function copyRows(
  rows: number,
  columns: number,
  x: Reals,
  xStride: number,
  accumulate: boolean,
  out: Reals,
  outStride: number,
): void {
  fillMatrix(rows, columns, out, outStride, (row, column) => {
    return (accumulate ? out[row * outStride + column]! : 0) + x[row * xStride + column]!;
  });
}

/** copyRows for blocks that begin and end at any column of a matrix: lanes beyond `columns` are not touched. */
export function copyBlock(
  rows: number,
  columns: number,
  x: Reals,
  xStride: number,
  accumulate: boolean,
  out: Reals,
  outStride: number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * outStride + column;
      out[at] = (accumulate ? out[at]! : 0) + x[row * xStride + column]!;
    }
  }
}

/** out ← X ⊙ Y, element by element, or out + X ⊙ Y. It is its own derivative. out may be X or Y. */
export function multiplyRows(
  rows: number,
  columns: number,
  x: Reals,
  xStride: number,
  y: Reals,
  yStride: number,
  accumulate: boolean,
  out: Reals,
  outStride: number,
): void {
  fillMatrix(rows, columns, out, outStride, (row, column) => {
    const before = accumulate ? out[row * outStride + column]! : 0;
    return before + x[row * xStride + column]! * y[row * yStride + column]!;
  });
}

/** out[r, 0] ← x[r, :] · y[r, :], or out + …; out is a matrix of one column. */
export function dotRows(
  rows: number,
  columns: number,
  x: Reals,
  xStride: number,
  y: Reals,
  yStride: number,
  accumulate: boolean,
  out: Reals,
  outStride: number,
): void {
  fillMatrix(rows, 1, out, outStride, (row) => {
    let sum = accumulate ? out[row * outStride]! : 0;
    for (let column = 0; column < columns; column++) sum += x[row * xStride + column]! * y[row * yStride + column]!;
    return sum;
  });
}

/** out[r, :] ← factors[r, 0] · x[r, :], or out + …; factors is a matrix of one column. dotRows backwards. out may be X. */
export function scaleRows(
  rows: number,
  columns: number,
  factors: Reals,
  factorStride: number,
  x: Reals,
  xStride: number,
  accumulate: boolean,
  out: Reals,
  outStride: number,
): void {
  fillMatrix(rows, columns, out, outStride, (row, column) => {
    const before = accumulate ? out[row * outStride + column]! : 0;
    return before + factors[row * factorStride]! * x[row * xStride + column]!;
  });
}
