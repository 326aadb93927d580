/*
 * Products of tall matrices with small ones, by register tiles: outputs stay in eight accumulators while the inner
 * dimension streams past.
 */

/** Four rows times eight columns of the small matrix. */
// @ts-ignore: decorator
@inline
function tile4x8(
  rowPtr: usize, rowBytes: usize, innerCount: u32, matrixPtr: usize, matrixBytes: usize, outPtr: usize,
): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
  let left0 = rowPtr;
  let left1 = left0 + rowBytes;
  let left2 = left1 + rowBytes;
  let left3 = left2 + rowBytes;
  let right = matrixPtr;
  for (let inner: u32 = 0; inner < innerCount; inner++) {
    const a = v128.load(right);
    const b = v128.load(right, 16);
    const s0 = v128.load_splat<f32>(left0);
    a0 = f32x4.add(a0, f32x4.mul(s0, a));
    b0 = f32x4.add(b0, f32x4.mul(s0, b));
    const s1 = v128.load_splat<f32>(left1);
    a1 = f32x4.add(a1, f32x4.mul(s1, a));
    b1 = f32x4.add(b1, f32x4.mul(s1, b));
    const s2 = v128.load_splat<f32>(left2);
    a2 = f32x4.add(a2, f32x4.mul(s2, a));
    b2 = f32x4.add(b2, f32x4.mul(s2, b));
    const s3 = v128.load_splat<f32>(left3);
    a3 = f32x4.add(a3, f32x4.mul(s3, a));
    b3 = f32x4.add(b3, f32x4.mul(s3, b));
    right += matrixBytes;
    left0 += 4;
    left1 += 4;
    left2 += 4;
    left3 += 4;
  }
  const out1 = outPtr + matrixBytes;
  const out2 = out1 + matrixBytes;
  const out3 = out2 + matrixBytes;
  v128.store(outPtr, a0);
  v128.store(outPtr, b0, 16);
  v128.store(out1, a1);
  v128.store(out1, b1, 16);
  v128.store(out2, a2);
  v128.store(out2, b2, 16);
  v128.store(out3, a3);
  v128.store(out3, b3, 16);
}

/** One row times four columns. */
// @ts-ignore: decorator
@inline
function tile1x4(rowPtr: usize, innerCount: u32, matrixPtr: usize, matrixBytes: usize, outPtr: usize): void {
  let sum = f32x4.splat(0);
  let right = matrixPtr;
  for (let inner: usize = 0; inner < <usize>innerCount; inner++) {
    sum = f32x4.add(sum, f32x4.mul(v128.load_splat<f32>(rowPtr + (inner << 2)), v128.load(right)));
    right += matrixBytes;
  }
  v128.store(outPtr, sum);
}

/**
 * out[r, :] ← rows[r, :] · M, rows rowStart … rowEnd (without rowEnd).
 *
 *   rowsPtr f32[rows × rowStride]      matrixPtr f32[innerCount × stride]      outPtr f32[rows × stride]
 *   innerCount ≤ rowStride; rowStride and stride are multiples of 4. out must not overlap the inputs.
 *
 * Sums in f32 in ascending order of the inner index, whatever the tile: |error| ≤ (innerCount + 1) · ε₃₂ · Σ|row·m|.
 */
export function denseProduct(
  rowStart: u32, rowEnd: u32, rowsPtr: usize, rowStride: u32, matrixPtr: usize, innerCount: u32, stride: u32,
  outPtr: usize,
): void {
  const rowBytes = <usize>rowStride << 2;
  const outBytes = <usize>stride << 2;
  let row = rowStart;
  for (; row + 4 <= rowEnd; row += 4) {
    const own = rowsPtr + <usize>row * rowBytes;
    const out = outPtr + <usize>row * outBytes;
    let at: usize = 0;
    for (; at + 32 <= outBytes; at += 32) tile4x8(own, rowBytes, innerCount, matrixPtr + at, outBytes, out + at);
    for (; at < outBytes; at += 16) {
      for (let extra: usize = 0; extra < 4; extra++) {
        tile1x4(own + extra * rowBytes, innerCount, matrixPtr + at, outBytes, out + extra * outBytes + at);
      }
    }
  }
  for (; row < rowEnd; row++) {
    for (let at: usize = 0; at < outBytes; at += 16) {
      const own = rowsPtr + <usize>row * rowBytes;
      tile1x4(own, innerCount, matrixPtr + at, outBytes, outPtr + <usize>row * outBytes + at);
    }
  }
}

/** Adds the 4 × 4 outer products of a block of rows to one tile, in f64. */
function addTileF64(rowsPtr: usize, count: u32, rowBytes: usize, row: usize, column: usize, outPtr: usize, outBytes: usize): void {
  const at0 = outPtr + row * outBytes + (column << 3);
  const at1 = at0 + outBytes;
  const at2 = at1 + outBytes;
  const at3 = at2 + outBytes;
  let a0 = v128.load(at0), a1 = v128.load(at1), a2 = v128.load(at2), a3 = v128.load(at3);
  let b0 = v128.load(at0, 16), b1 = v128.load(at1, 16), b2 = v128.load(at2, 16), b3 = v128.load(at3, 16);
  let leftPtr = rowsPtr + (row << 2);
  let rightPtr = rowsPtr + (column << 2);
  for (let index: u32 = 0; index < count; index++) {
    const right = v128.load(rightPtr);
    const a = f64x2.promote_low_f32x4(right);
    const b = f64x2.promote_low_f32x4(v128.shuffle<i32>(right, right, 2, 3, 2, 3));
    const s0 = f64x2.splat(<f64>load<f32>(leftPtr));
    a0 = f64x2.add(a0, f64x2.mul(s0, a));
    b0 = f64x2.add(b0, f64x2.mul(s0, b));
    const s1 = f64x2.splat(<f64>load<f32>(leftPtr, 4));
    a1 = f64x2.add(a1, f64x2.mul(s1, a));
    b1 = f64x2.add(b1, f64x2.mul(s1, b));
    const s2 = f64x2.splat(<f64>load<f32>(leftPtr, 8));
    a2 = f64x2.add(a2, f64x2.mul(s2, a));
    b2 = f64x2.add(b2, f64x2.mul(s2, b));
    const s3 = f64x2.splat(<f64>load<f32>(leftPtr, 12));
    a3 = f64x2.add(a3, f64x2.mul(s3, a));
    b3 = f64x2.add(b3, f64x2.mul(s3, b));
    leftPtr += rowBytes;
    rightPtr += rowBytes;
  }
  v128.store(at0, a0);
  v128.store(at0, b0, 16);
  v128.store(at1, a1);
  v128.store(at1, b1, 16);
  v128.store(at2, a2);
  v128.store(at2, b2, 16);
  v128.store(at3, a3);
  v128.store(at3, b3, 16);
}

/** Rows of a block that stay in the first-level cache while the tiles pass over them. */
const BLOCK_ROWS: u32 = 32;

/**
 * Gram matrix G ← RᵀR with f64 sums, for orthonormalisation: there the squares of small columns must not drown.
 *
 * rowsPtr f32[count × stride], stride a multiple of 4; outPtr f64[stride × stride], row-major. Of the strict upper triangle
 * only what lies in 4 × 4 tiles of the diagonal is written. Products of two f32 are exact: |error| ≤ count · 2⁻⁵² · Σ|r·r|.
 */
export function gramF64(rowsPtr: usize, count: u32, stride: u32, outPtr: usize): void {
  const rowBytes = <usize>stride << 2;
  const outBytes = <usize>stride << 3;
  memory.fill(outPtr, 0, <usize>stride * outBytes);
  for (let start: u32 = 0; start < count; start += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, count - start);
    const block = rowsPtr + <usize>start * rowBytes;
    for (let row: usize = 0; row < <usize>stride; row += 4) {
      for (let column: usize = 0; column <= row; column += 4) {
        addTileF64(block, rows, rowBytes, row, column, outPtr, outBytes);
      }
    }
  }
}
