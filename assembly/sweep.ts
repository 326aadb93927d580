/*
 * The inverse of a symmetric positive definite matrix by sweeping blocks of 64 rows and columns (Goodnight 1979). With the
 * matrix in blocks, sweeping block k does
 *
 *   A_ij ← A_ij − A_ik·D⁻¹·A_kj,    A_ik ← A_ik·D⁻¹,    A_kk ← −D⁻¹,    D = A_kk,    i, j ≠ k
 *
 * and after all blocks A holds −A⁻¹. Only the blocks on and below the diagonal are kept up to date. size is a multiple of 64.
 *
 *   aPtr f32[size × size], row-major      inversePtr f32[64 × 64] = D⁻¹
 *   leftPtr f32[size × 64]: A_ik·D⁻¹, block by block      rightPtr f32[size × 64]: A_kj = A_jkᵀ, block by block
 *
 * All sums f32. With the condition number κ the error of the inverse is of the order of size · ε₃₂ · κ · ‖A⁻¹‖.
 */

const BLOCK: usize = 64;
const BLOCK_BYTES: usize = BLOCK * 4;
const BLOCK_SIZE: usize = BLOCK * BLOCK_BYTES;

/** A[i, 0 … last] ← Σ over the users of item i of their items ≤ i, in f32: rows of XᵀX up to the diagonal. The rows are zero before. */
export function countTogether(
  itemStart: u32, itemEnd: u32, userOffsetsPtr: usize, userIndicesPtr: usize, itemOffsetsPtr: usize,
  itemIndicesPtr: usize, size: u32, aPtr: usize,
): void {
  for (let item = itemStart; item < itemEnd; item++) {
    const row = aPtr + (<usize>item * <usize>size << 2);
    const end = <usize>load<u32>(itemOffsetsPtr + (<usize>item << 2), 4) << 2;
    for (let at = <usize>load<u32>(itemOffsetsPtr + (<usize>item << 2)) << 2; at < end; at += 4) {
      const user = <usize>load<u32>(itemIndicesPtr + at) << 2;
      const last = <usize>load<u32>(userOffsetsPtr + user, 4) << 2;
      for (let entry = <usize>load<u32>(userOffsetsPtr + user) << 2; entry < last; entry += 4) {
        const other = load<u32>(userIndicesPtr + entry);
        if (other > item) break;
        const place = row + (<usize>other << 2);
        store<f32>(place, load<f32>(place) + 1);
      }
    }
  }
}

/** Panels of block row i against the swept block k: right ← A_ki, left ← A_ik·D⁻¹. */
export function sweepPanel(
  block: u32, swept: u32, size: u32, aPtr: usize, inversePtr: usize, leftPtr: usize, rightPtr: usize,
): void {
  const rowBytes = <usize>size << 2;
  const right = rightPtr + <usize>block * BLOCK_SIZE;
  const left = leftPtr + <usize>block * BLOCK_SIZE;
  if (block < swept) {
    const from = aPtr + <usize>swept * BLOCK * rowBytes + <usize>block * BLOCK_BYTES;
    for (let row: usize = 0; row < BLOCK; row++) memory.copy(right + row * BLOCK_BYTES, from + row * rowBytes, BLOCK_BYTES);
  } else {
    const from = aPtr + <usize>block * BLOCK * rowBytes + <usize>swept * BLOCK_BYTES;
    for (let row: usize = 0; row < BLOCK; row++) {
      for (let column: usize = 0; column < BLOCK; column++) {
        store<f32>(right + column * BLOCK_BYTES + (row << 2), load<f32>(from + row * rowBytes + (column << 2)));
      }
    }
  }
  // left[r, :] = Σ_c A_ik[r, c] · D⁻¹[c, :], and A_ik[r, c] = right[c, r]
  memory.fill(left, 0, BLOCK_SIZE);
  for (let row: usize = 0; row < BLOCK; row++) {
    const out = left + row * BLOCK_BYTES;
    for (let column: usize = 0; column < BLOCK; column++) {
      const value = v128.load_splat<f32>(right + column * BLOCK_BYTES + (row << 2));
      const from = inversePtr + column * BLOCK_BYTES;
      for (let at: usize = 0; at < BLOCK_BYTES; at += 16) {
        v128.store(out + at, f32x4.add(v128.load(out + at), f32x4.mul(value, v128.load(from + at))));
      }
    }
  }
}

/** out[4 × 8] ← out − left[4 × 64] · right[64 × 8] */
// @ts-ignore: decorator
@inline
function subtractTile(left: usize, right: usize, out: usize, rowBytes: usize): void {
  const out1 = out + rowBytes;
  const out2 = out1 + rowBytes;
  const out3 = out2 + rowBytes;
  let a0 = v128.load(out), a1 = v128.load(out1), a2 = v128.load(out2), a3 = v128.load(out3);
  let b0 = v128.load(out, 16), b1 = v128.load(out1, 16), b2 = v128.load(out2, 16), b3 = v128.load(out3, 16);
  const end = left + BLOCK_BYTES;
  while (left < end) {
    const a = v128.load(right);
    const b = v128.load(right, 16);
    const s0 = v128.load_splat<f32>(left);
    a0 = f32x4.sub(a0, f32x4.mul(s0, a));
    b0 = f32x4.sub(b0, f32x4.mul(s0, b));
    const s1 = v128.load_splat<f32>(left, BLOCK_BYTES);
    a1 = f32x4.sub(a1, f32x4.mul(s1, a));
    b1 = f32x4.sub(b1, f32x4.mul(s1, b));
    const s2 = v128.load_splat<f32>(left, 2 * BLOCK_BYTES);
    a2 = f32x4.sub(a2, f32x4.mul(s2, a));
    b2 = f32x4.sub(b2, f32x4.mul(s2, b));
    const s3 = v128.load_splat<f32>(left, 3 * BLOCK_BYTES);
    a3 = f32x4.sub(a3, f32x4.mul(s3, a));
    b3 = f32x4.sub(b3, f32x4.mul(s3, b));
    left += 4;
    right += BLOCK_BYTES;
  }
  v128.store(out, a0);
  v128.store(out, b0, 16);
  v128.store(out1, a1);
  v128.store(out1, b1, 16);
  v128.store(out2, a2);
  v128.store(out2, b2, 16);
  v128.store(out3, a3);
  v128.store(out3, b3, 16);
}

/** Brings block row i, up to the diagonal, behind the sweep of block k, from the panels. */
export function sweepRow(
  block: u32, swept: u32, size: u32, aPtr: usize, inversePtr: usize, leftPtr: usize, rightPtr: usize,
): void {
  const rowBytes = <usize>size << 2;
  const left = leftPtr + <usize>block * BLOCK_SIZE;
  for (let other: u32 = 0; other <= block; other++) {
    const out = aPtr + <usize>block * BLOCK * rowBytes + <usize>other * BLOCK_BYTES;
    for (let row: usize = 0; row < BLOCK; row++) {
      const to = out + row * rowBytes;
      if (block == swept && other == swept) {
        for (let at: usize = 0; at < BLOCK_BYTES; at += 16) {
          v128.store(to + at, f32x4.neg(v128.load(inversePtr + row * BLOCK_BYTES + at)));
        }
      } else if (other == swept) {
        memory.copy(to, left + row * BLOCK_BYTES, BLOCK_BYTES);
      } else if (block == swept) {
        const from = leftPtr + <usize>other * BLOCK_SIZE;
        for (let column: usize = 0; column < BLOCK; column++) {
          store<f32>(to + (column << 2), load<f32>(from + column * BLOCK_BYTES + (row << 2)));
        }
      } else if (row % 4 == 0) {
        for (let at: usize = 0; at < BLOCK_BYTES; at += 32) {
          subtractTile(left + row * BLOCK_BYTES, rightPtr + <usize>other * BLOCK_SIZE + at, to + at, rowBytes);
        }
      }
    }
  }
}
