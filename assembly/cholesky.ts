import { sumLanes4 } from "./vector";
import { scoreBlockF32 } from "./block";

/*
 * Cholesky factorisation A = L·Lᵀ and the two triangular solves, in blocks of four rows and columns.
 *
 * aPtr f32[size × size], row-major, size a multiple of 4; the lower triangle is read and overwritten by L, the strict
 * upper triangle is neither read nor written. inversePtr f32[size] receives 1 / L[i, i]. All arithmetic in f32. The
 * computed x solves (A + E)·x = b with ‖E‖ ≤ (3·size + 1) · ε₃₂ · trace(A) (Higham 2002, theorem 10.4).
 */

/** Column j of a 4 × 4 block given by rows. */
// @ts-ignore: decorator
@inline
function column(r0: v128, r1: v128, r2: v128, r3: v128, upper: bool, odd: bool): v128 {
  const low = upper ? v128.shuffle<i32>(r0, r1, 2, 6, 3, 7) : v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const high = upper ? v128.shuffle<i32>(r2, r3, 2, 6, 3, 7) : v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  return odd ? v128.shuffle<i32>(low, high, 2, 3, 6, 7) : v128.shuffle<i32>(low, high, 0, 1, 4, 5);
}

/** Dot products over `bytes` of one row with four rows that are rowBytes apart. */
// @ts-ignore: decorator
@inline
function dotBlock(rowPtr: usize, othersPtr: usize, rowBytes: usize, bytes: usize): v128 {
  const other1 = othersPtr + rowBytes;
  const other2 = other1 + rowBytes;
  const other3 = other2 + rowBytes;
  let sum0 = f32x4.splat(0), sum1 = f32x4.splat(0), sum2 = f32x4.splat(0), sum3 = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const row = v128.load(rowPtr + at);
    sum0 = f32x4.add(sum0, f32x4.mul(row, v128.load(othersPtr + at)));
    sum1 = f32x4.add(sum1, f32x4.mul(row, v128.load(other1 + at)));
    sum2 = f32x4.add(sum2, f32x4.mul(row, v128.load(other2 + at)));
    sum3 = f32x4.add(sum3, f32x4.mul(row, v128.load(other3 + at)));
  }
  return sumLanes4(sum0, sum1, sum2, sum3);
}

/**
 * A pivot of at most this share of its diagonal element is rounding noise of the f32 sums. Without the floor, about half of
 * all rank-deficient matrices would pass: the sign of such a pivot is chance.
 */
const PIVOT_FLOOR: f32 = 4 * f32.EPSILON;

/**
 * Factorises in place. Returns false when a pivot is noise or not positive: A is not positive definite, or holds NaN. A
 * singular matrix whose pivots come out above the floor passes; what solveFactorised returns then still solves A·x = b to
 * the bound above, but is one of many solutions.
 */
export function factorise(aPtr: usize, size: u32, inversePtr: usize): bool {
  const rowBytes = <usize>size << 2;
  for (let block: usize = 0; block < <usize>size; block += 4) {
    const row0 = aPtr + block * rowBytes;
    const row1 = row0 + rowBytes;
    const row2 = row1 + rowBytes;
    const row3 = row2 + rowBytes;
    for (let left: usize = 0; left < block; left += 4) {
      const bytes = left << 2;
      const leftPtr = aPtr + left * rowBytes;
      const t0 = f32x4.sub(v128.load(row0 + bytes), dotBlock(row0, leftPtr, rowBytes, bytes));
      const t1 = f32x4.sub(v128.load(row1 + bytes), dotBlock(row1, leftPtr, rowBytes, bytes));
      const t2 = f32x4.sub(v128.load(row2 + bytes), dotBlock(row2, leftPtr, rowBytes, bytes));
      const t3 = f32x4.sub(v128.load(row3 + bytes), dotBlock(row3, leftPtr, rowBytes, bytes));
      // Lanes are the four rows from here on: each column of the block is solved for all of them at once.
      const diagonal = leftPtr + bytes;
      const inverse = inversePtr + bytes;
      const c0 = f32x4.mul(column(t0, t1, t2, t3, false, false), v128.load_splat<f32>(inverse));
      let c1 = column(t0, t1, t2, t3, false, true);
      const d1 = diagonal + rowBytes;
      c1 = f32x4.sub(c1, f32x4.mul(c0, v128.load_splat<f32>(d1)));
      c1 = f32x4.mul(c1, v128.load_splat<f32>(inverse, 4));
      let c2 = column(t0, t1, t2, t3, true, false);
      const d2 = d1 + rowBytes;
      c2 = f32x4.sub(c2, f32x4.mul(c0, v128.load_splat<f32>(d2)));
      c2 = f32x4.sub(c2, f32x4.mul(c1, v128.load_splat<f32>(d2, 4)));
      c2 = f32x4.mul(c2, v128.load_splat<f32>(inverse, 8));
      let c3 = column(t0, t1, t2, t3, true, true);
      const d3 = d2 + rowBytes;
      c3 = f32x4.sub(c3, f32x4.mul(c0, v128.load_splat<f32>(d3)));
      c3 = f32x4.sub(c3, f32x4.mul(c1, v128.load_splat<f32>(d3, 4)));
      c3 = f32x4.sub(c3, f32x4.mul(c2, v128.load_splat<f32>(d3, 8)));
      c3 = f32x4.mul(c3, v128.load_splat<f32>(inverse, 12));
      v128.store(row0 + bytes, column(c0, c1, c2, c3, false, false));
      v128.store(row1 + bytes, column(c0, c1, c2, c3, false, true));
      v128.store(row2 + bytes, column(c0, c1, c2, c3, true, false));
      v128.store(row3 + bytes, column(c0, c1, c2, c3, true, true));
    }
    if (!factoriseDiagonal(row0, rowBytes, block << 2, inversePtr)) return false;
  }
  return true;
}

/** The 4 × 4 block on the diagonal; blockBytes = its first column in bytes. */
function factoriseDiagonal(row0: usize, rowBytes: usize, blockBytes: usize, inversePtr: usize): bool {
  for (let i: usize = 0; i < 4; i++) {
    const rowPtr = row0 + i * rowBytes;
    const sums = dotBlock(rowPtr, row0, rowBytes, blockBytes);
    const block = rowPtr + blockBytes;
    for (let j: usize = 0; j <= i; j++) {
      const otherBlock = row0 + j * rowBytes + blockBytes;
      let sum: f32 =
        j == 0
          ? f32x4.extract_lane(sums, 0)
          : j == 1
            ? f32x4.extract_lane(sums, 1)
            : j == 2
              ? f32x4.extract_lane(sums, 2)
              : f32x4.extract_lane(sums, 3);
      for (let inner: usize = 0; inner < j; inner++) {
        sum += load<f32>(block + (inner << 2)) * load<f32>(otherBlock + (inner << 2));
      }
      const whole = load<f32>(block + (j << 2));
      const value = whole - sum;
      if (i == j) {
        if (!(value > PIVOT_FLOOR * whole)) return false;
        const root = sqrt<f32>(value);
        store<f32>(block + (j << 2), root);
        store<f32>(inversePtr + blockBytes + (j << 2), <f32>1 / root);
      } else {
        store<f32>(block + (j << 2), value * load<f32>(inversePtr + blockBytes + (j << 2)));
      }
    }
  }
  return true;
}

/** x ← A⁻¹·b in place, xPtr f32[size] holding b on entry, after factorise. */
export function solveFactorised(aPtr: usize, size: u32, inversePtr: usize, xPtr: usize): void {
  const rowBytes = <usize>size << 2;
  for (let block: usize = 0; block < <usize>size; block += 4) {
    const bytes = block << 2;
    const rowPtr = aPtr + block * rowBytes;
    v128.store(xPtr + bytes, f32x4.sub(v128.load(xPtr + bytes), dotBlock(xPtr, rowPtr, rowBytes, bytes)));
    for (let i: usize = 0; i < 4; i++) {
      const own = rowPtr + i * rowBytes + bytes;
      let value = load<f32>(xPtr + bytes + (i << 2));
      for (let j: usize = 0; j < i; j++) value -= load<f32>(own + (j << 2)) * load<f32>(xPtr + bytes + (j << 2));
      store<f32>(xPtr + bytes + (i << 2), value * load<f32>(inversePtr + bytes + (i << 2)));
    }
  }
  solveUpper(aPtr, size, inversePtr, xPtr);
}

/** x ← L⁻ᵀ·x in place, xPtr f32[size], after factorise. */
export function solveUpper(aPtr: usize, size: u32, inversePtr: usize, xPtr: usize): void {
  const rowBytes = <usize>size << 2;
  for (let row = <usize>size; row > 0; ) {
    row--;
    const rowPtr = aPtr + row * rowBytes;
    const value = load<f32>(xPtr + (row << 2)) * load<f32>(inversePtr + (row << 2));
    store<f32>(xPtr + (row << 2), value);
    const whole = (row & ~3) << 2;
    const splat = f32x4.splat(value);
    for (let at: usize = 0; at < whole; at += 16) {
      v128.store(xPtr + at, f32x4.sub(v128.load(xPtr + at), f32x4.mul(splat, v128.load(rowPtr + at))));
    }
    for (let at = whole; at < row << 2; at += 4) {
      store<f32>(xPtr + at, load<f32>(xPtr + at) - value * load<f32>(rowPtr + at));
    }
  }
}

/** out ← A·x for a whole symmetric A f32[size × size]. */
export function multiplySymmetric(aPtr: usize, size: u32, xPtr: usize, outPtr: usize): void {
  const rowBytes = <usize>size << 2;
  for (let row: usize = 0; row < <usize>size; row += 4) {
    v128.store(outPtr + (row << 2), scoreBlockF32(xPtr, aPtr + row * rowBytes, rowBytes));
  }
}
