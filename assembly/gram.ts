/*
 * Sums of outer products RᵀR by register tiles: 4 × 8 outputs are kept in eight accumulators while all rows stream past,
 * so that each output is read and written once a call.
 *
 * rowsPtr f32[count × stride], stride a multiple of 4; outPtr f32[stride × stride], row-major. The lower triangle is
 * computed, in whole tiles; mirrorLower makes the rest. Accumulators f32: |error| ≤ count · ε₃₂ · Σ|r·r|.
 */

function addTile8(rowsPtr: usize, count: u32, rowBytes: usize, row: usize, column: usize, outPtr: usize): void {
  const at = outPtr + row * rowBytes + (column << 2);
  const at1 = at + rowBytes;
  const at2 = at1 + rowBytes;
  const at3 = at2 + rowBytes;
  let a0 = v128.load(at), a1 = v128.load(at1), a2 = v128.load(at2), a3 = v128.load(at3);
  let b0 = v128.load(at, 16), b1 = v128.load(at1, 16), b2 = v128.load(at2, 16), b3 = v128.load(at3, 16);
  let leftPtr = rowsPtr + (row << 2);
  let rightPtr = rowsPtr + (column << 2);
  for (let index: u32 = 0; index < count; index++) {
    const a = v128.load(rightPtr);
    const b = v128.load(rightPtr, 16);
    const s0 = v128.load_splat<f32>(leftPtr);
    a0 = f32x4.add(a0, f32x4.mul(s0, a));
    b0 = f32x4.add(b0, f32x4.mul(s0, b));
    const s1 = v128.load_splat<f32>(leftPtr, 4);
    a1 = f32x4.add(a1, f32x4.mul(s1, a));
    b1 = f32x4.add(b1, f32x4.mul(s1, b));
    const s2 = v128.load_splat<f32>(leftPtr, 8);
    a2 = f32x4.add(a2, f32x4.mul(s2, a));
    b2 = f32x4.add(b2, f32x4.mul(s2, b));
    const s3 = v128.load_splat<f32>(leftPtr, 12);
    a3 = f32x4.add(a3, f32x4.mul(s3, a));
    b3 = f32x4.add(b3, f32x4.mul(s3, b));
    leftPtr += rowBytes;
    rightPtr += rowBytes;
  }
  v128.store(at, a0);
  v128.store(at, b0, 16);
  v128.store(at1, a1);
  v128.store(at1, b1, 16);
  v128.store(at2, a2);
  v128.store(at2, b2, 16);
  v128.store(at3, a3);
  v128.store(at3, b3, 16);
}

function addTile4(rowsPtr: usize, count: u32, rowBytes: usize, row: usize, column: usize, outPtr: usize): void {
  const at = outPtr + row * rowBytes + (column << 2);
  const at1 = at + rowBytes;
  const at2 = at1 + rowBytes;
  const at3 = at2 + rowBytes;
  let a0 = v128.load(at), a1 = v128.load(at1), a2 = v128.load(at2), a3 = v128.load(at3);
  let leftPtr = rowsPtr + (row << 2);
  let rightPtr = rowsPtr + (column << 2);
  for (let index: u32 = 0; index < count; index++) {
    const a = v128.load(rightPtr);
    a0 = f32x4.add(a0, f32x4.mul(v128.load_splat<f32>(leftPtr), a));
    a1 = f32x4.add(a1, f32x4.mul(v128.load_splat<f32>(leftPtr, 4), a));
    a2 = f32x4.add(a2, f32x4.mul(v128.load_splat<f32>(leftPtr, 8), a));
    a3 = f32x4.add(a3, f32x4.mul(v128.load_splat<f32>(leftPtr, 12), a));
    leftPtr += rowBytes;
    rightPtr += rowBytes;
  }
  v128.store(at, a0);
  v128.store(at1, a1);
  v128.store(at2, a2);
  v128.store(at3, a3);
}

/** Rows of a block that stay in the first-level cache while the tiles pass over them. */
const BLOCK_ROWS: u32 = 64;

/** out ← out + RᵀR, lower triangle (whole 4 × 4 tiles). */
export function addOuterProducts(rowsPtr: usize, count: u32, stride: u32, outPtr: usize): void {
  const rowBytes = <usize>stride << 2;
  for (let start: u32 = 0; start < count; start += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, count - start);
    const blockPtr = rowsPtr + <usize>start * rowBytes;
    for (let row: usize = 0; row < <usize>stride; row += 4) {
      let column: usize = 0;
      for (; column + 8 <= row + 4; column += 8) addTile8(blockPtr, rows, rowBytes, row, column, outPtr);
      if (column <= row) addTile4(blockPtr, rows, rowBytes, row, column, outPtr);
    }
  }
}

/** Copies the lower triangle onto the upper one. */
export function mirrorLower(outPtr: usize, stride: u32): void {
  const rowBytes = <usize>stride << 2;
  for (let row: usize = 1; row < <usize>stride; row++) {
    for (let column: usize = 0; column < row; column++) {
      store<f32>(outPtr + column * rowBytes + (row << 2), load<f32>(outPtr + row * rowBytes + (column << 2)));
    }
  }
}

/**
 * Gram matrix G ← RᵀR of rows f32[count × stride]; outPtr f32[stride × stride], whole and symmetric.
 * Source of the trick that makes implicit ALS linear in the interactions: Hu, Koren & Volinsky 2008, section 4.
 */
export function gram(rowsPtr: usize, count: u32, stride: u32, outPtr: usize): void {
  memory.fill(outPtr, 0, (<usize>stride * <usize>stride) << 2);
  addOuterProducts(rowsPtr, count, stride, outPtr);
  mirrorLower(outPtr, stride);
}
