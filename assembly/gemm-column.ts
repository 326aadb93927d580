import { addScaled, dot, sumLanes4 } from "./vector";

/*
 * Products of matrices where the result has one column: a tile of eight would compute seven too many. They are as fast as
 * A can be read.
 */

/** C rows × 1 ← A·x or C + A·x, x f32[depth, padded with zeros]. The sums of vector.ts's dot, for one row or four at a time. */
function timesVector(
  rows: u32, depth: u32, aPtr: usize, aBytes: usize, xPtr: usize, accumulate: bool, cPtr: usize, cBytes: usize,
): void {
  const lanes = <i32>(depth + 3 & ~3);
  const bytes = <usize>lanes << 2;
  const zero = f32x4.splat(0);
  let row0 = aPtr;
  let c = cPtr;
  let row: u32 = 0;
  for (; row + 4 <= rows; row += 4) {
    const row1 = row0 + aBytes;
    const row2 = row1 + aBytes;
    const row3 = row2 + aBytes;
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
    for (let at: usize = 0; at < bytes; at += 16) {
      const x = v128.load(xPtr + at);
      s0 = f32x4.add(s0, f32x4.mul(v128.load(row0 + at), x));
      s1 = f32x4.add(s1, f32x4.mul(v128.load(row1 + at), x));
      s2 = f32x4.add(s2, f32x4.mul(v128.load(row2 + at), x));
      s3 = f32x4.add(s3, f32x4.mul(v128.load(row3 + at), x));
    }
    const sums = sumLanes4(s0, s1, s2, s3);
    storeFirst(c, f32x4.extract_lane(sums, 0), accumulate);
    storeFirst(c + cBytes, f32x4.extract_lane(sums, 1), accumulate);
    storeFirst(c + 2 * cBytes, f32x4.extract_lane(sums, 2), accumulate);
    storeFirst(c + 3 * cBytes, f32x4.extract_lane(sums, 3), accumulate);
    row0 = row3 + aBytes;
    c += 4 * cBytes;
  }
  for (; row < rows; row++) {
    storeFirst(c, dot(row0, xPtr, lanes), accumulate);
    row0 += aBytes;
    c += cBytes;
  }
}

/** Stores the only column of a row, with its padding. */
// @ts-ignore: decorator
@inline
function storeFirst(cPtr: usize, value: f32, accumulate: bool): void {
  v128.store(cPtr, f32x4.replace_lane(f32x4.splat(0), 0, accumulate ? load<f32>(cPtr) + value : value));
}

/** C rows × 1 ← Aᵀ·x or C + Aᵀ·x, A depth × rows: rows of A are added up in scratch, in the order that a tile has too. */
function transposedTimesVector(
  rows: u32, depth: u32, aPtr: usize, aBytes: usize, xPtr: usize, xBytes: usize, accumulate: bool, cPtr: usize,
  cBytes: usize, scratchPtr: usize,
): void {
  const lanes = <i32>(rows + 3 & ~3);
  memory.fill(scratchPtr, 0, <usize>lanes << 2);
  for (let row: u32 = 0; accumulate && row < rows; row++) {
    store<f32>(scratchPtr + (<usize>row << 2), load<f32>(cPtr + <usize>row * cBytes));
  }
  for (let d: u32 = 0; d < depth; d++) {
    addScaled(scratchPtr, aPtr + <usize>d * aBytes, load<f32>(xPtr + <usize>d * xBytes), lanes);
  }
  for (let row: u32 = 0; row < rows; row++) {
    storeFirst(cPtr + <usize>row * cBytes, load<f32>(scratchPtr + (<usize>row << 2)), false);
  }
}

/** The product where C has one column. scratchPtr f32[rows where A is transposed, else depth; padded]. See gemm.ts. */
export function productOfColumn(
  rows: u32, depth: u32, aPtr: usize, aBytes: usize, transposedA: bool, bPtr: usize, bBytes: usize, transposedB: bool,
  accumulate: bool, cPtr: usize, cBytes: usize, scratchPtr: usize,
): void {
  if (transposedA) {
    transposedTimesVector(rows, depth, aPtr, aBytes, bPtr, bBytes, accumulate, cPtr, cBytes, scratchPtr);
    return;
  }
  let x = bPtr;
  if (!transposedB) {
    x = scratchPtr;
    memory.fill(x, 0, (<usize>depth + 3 & ~3) << 2);
    for (let d: u32 = 0; d < depth; d++) store<f32>(x + (<usize>d << 2), load<f32>(bPtr + <usize>d * bBytes));
  }
  timesVector(rows, depth, aPtr, aBytes, x, accumulate, cPtr, cBytes);
}
