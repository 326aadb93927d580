import { laneMask } from "./activations";
import { addScaled, dot, sumLanes4 } from "./vector";

/*
 * Products of matrices where the result has one column: a tile of eight would compute seven too many. They are as fast as
 * A can be read. And the other way round, products with an inner dimension of 1, which are as fast as C can be written.
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

/** addScaled of four rows of A, one after the other: y is read and written once. */
// @ts-ignore: decorator
@inline
function addScaled4(yPtr: usize, aPtr: usize, aBytes: usize, xPtr: usize, xBytes: usize, stride: i32): void {
  const x0 = v128.load_splat<f32>(xPtr);
  const x1 = v128.load_splat<f32>(xPtr + xBytes);
  const x2 = v128.load_splat<f32>(xPtr + 2 * xBytes);
  const x3 = v128.load_splat<f32>(xPtr + 3 * xBytes);
  const a1 = aPtr + aBytes;
  const a2 = a1 + aBytes;
  const a3 = a2 + aBytes;
  const bytes = <usize>stride << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    let y = f32x4.add(v128.load(yPtr + at), f32x4.mul(x0, v128.load(aPtr + at)));
    y = f32x4.add(y, f32x4.mul(x1, v128.load(a1 + at)));
    y = f32x4.add(y, f32x4.mul(x2, v128.load(a2 + at)));
    v128.store(yPtr + at, f32x4.add(y, f32x4.mul(x3, v128.load(a3 + at))));
  }
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
  let d: u32 = 0;
  for (; d + 4 <= depth; d += 4) {
    addScaled4(scratchPtr, aPtr + <usize>d * aBytes, aBytes, xPtr + <usize>d * xBytes, xBytes, lanes);
  }
  for (; d < depth; d++) {
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

/** C ← a·b or C + a·b, a rows × 1, b 1 × columns or, transposed, columns × 1. scratchPtr f32[columns, padded]. */
export function outerProduct(
  rows: u32, columns: u32, aPtr: usize, aBytes: usize, bPtr: usize, bBytes: usize, transposedB: bool, accumulate: bool,
  cPtr: usize, cBytes: usize, scratchPtr: usize,
): void {
  let b = bPtr;
  if (transposedB) {
    b = scratchPtr;
    for (let column: u32 = 0; column < columns; column++) {
      store<f32>(b + (<usize>column << 2), load<f32>(bPtr + <usize>column * bBytes));
    }
  }
  const whole = (<usize>columns & ~3) << 2;
  const left = laneMask(columns & 3);
  for (let row: u32 = 0; row < rows; row++) {
    const factor = v128.load_splat<f32>(aPtr + <usize>row * aBytes);
    const c = cPtr + <usize>row * cBytes;
    let at: usize = 0;
    for (; at < whole; at += 16) {
      const product = f32x4.mul(factor, v128.load(b + at));
      v128.store(c + at, accumulate ? f32x4.add(v128.load(c + at), product) : product);
    }
    if ((columns & 3) == 0) continue;
    let product = f32x4.mul(factor, v128.load(b + at));
    if (accumulate) product = f32x4.add(v128.load(c + at), product);
    v128.store(c + at, v128.and(product, left));
  }
}
