import { addScaled, dot } from "./vector";
import { addOuterProducts } from "./gram";
import { factorise, solveFactorised } from "./cholesky";

/*
 * Half-sweeps over ratings: with the other side's factors Y fixed, every row x of this side lowers its part of
 *
 *   Σ_rows [ Σ_{i∈S} (tᵢ − x·yᵢ)²  +  λ_row ‖x‖² ]
 *
 * where tᵢ is what the pair should come to (a rating, or what a baseline leaves of it). Only observed pairs count.
 *
 *   offsetsPtr u32[rows + 1], indicesPtr u32[…], targetsPtr f32[…]   the ratings of this side's rows (CSR)
 *   otherPtr   f32[others × stride]       regularizationPtr f32[rows] = λ of each row       ownPtr f32[rows × stride]
 *   stride = factorCount rounded up to a multiple of 4; the padding of every row is and stays zero.
 *
 * Rows depend on the other side alone, so their order and the threads that share them change nothing. All sums are f32.
 */

/** Rows gathered at a time: 64 rows of 64 factors are 16 KiB, half of a first-level cache. */
const GATHER_ROWS: u32 = 64;

/**
 * Ridge regression, the half-sweep of ALS-WR (Zhou et al. 2008, section 3.1): every row becomes the minimiser,
 *
 *   ( Σ_{i∈S} yᵢyᵢᵀ + λ_row I ) x = Σ_{i∈S} tᵢ yᵢ
 *
 * Rows without ratings become zero, and so do those whose equations are singular; returns how many of the latter.
 * With A·x = b the equations and n = |S|:  ‖A·x − b‖ ≤ (n + 3·stride + 8) · ε₃₂ · ( trace(A)·‖x‖ + Σ |tᵢ|‖yᵢ‖ ).
 * scratchPtr: GATHER_ROWS + stride + 1 rows of stride f32, see alsScratchBytes in src/kernels/layout.ts.
 */
export function ridgeSweep(
  rowStart: u32, rowEnd: u32, offsetsPtr: usize, indicesPtr: usize, targetsPtr: usize, otherPtr: usize,
  stride: u32, factorCount: u32, regularizationPtr: usize, ownPtr: usize, scratchPtr: usize,
): u32 {
  const rowBytes = <usize>stride << 2;
  const matrixPtr = scratchPtr + <usize>GATHER_ROWS * rowBytes;
  const inversePtr = matrixPtr + <usize>stride * rowBytes;
  let singular: u32 = 0;
  for (let row = rowStart; row < rowEnd; row++) {
    const start = load<u32>(offsetsPtr + (<usize>row << 2));
    const end = load<u32>(offsetsPtr + (<usize>row << 2), 4);
    const x = ownPtr + <usize>row * rowBytes;
    memory.fill(x, 0, rowBytes);
    if (start == end) continue;
    memory.fill(matrixPtr, 0, <usize>stride * rowBytes);
    for (let entry = start; entry < end; ) {
      const stop = min(end, entry + GATHER_ROWS);
      const count = stop - entry;
      let to = scratchPtr;
      for (; entry < stop; entry++) {
        const from = otherPtr + <usize>load<u32>(indicesPtr + (<usize>entry << 2)) * rowBytes;
        memory.copy(to, from, rowBytes);
        addScaled(x, from, load<f32>(targetsPtr + (<usize>entry << 2)), stride);
        to += rowBytes;
      }
      addOuterProducts(scratchPtr, count, stride, matrixPtr);
    }
    const regularization = load<f32>(regularizationPtr + (<usize>row << 2));
    for (let factor: usize = 0; factor < <usize>stride; factor++) {
      const at = matrixPtr + factor * rowBytes + (factor << 2);
      // The padding gets an identity block, so that the factorisation sees a positive pivot and returns zero there.
      store<f32>(at, factor < <usize>factorCount ? load<f32>(at) + regularization : 1);
    }
    if (factorise(matrixPtr, stride, inversePtr)) {
      solveFactorised(matrixPtr, stride, inversePtr, x);
    } else {
      memory.fill(x, 0, rowBytes);
      singular++;
    }
  }
  return singular;
}

/**
 * One multiplicative step, the half-sweep of regularised non-negative factorisation: every factor of every row becomes
 *
 *   x[f] ← x[f] · Σ_{i∈S} tᵢ⁺ yᵢ[f]  /  ( Σ_{i∈S} (x·yᵢ + tᵢ⁻) yᵢ[f] + λ_row x[f] ),     t = t⁺ − t⁻, both ≥ 0
 *
 * with the x of before on the right. Factors that are not negative stay so, and the sum above never rises: it is the
 * minimum of a quadratic that touches it at x and lies above it elsewhere (Lee & Seung 2001). A factor whose denominator
 * is 0 stays as it is. Rows without ratings become zero. Source: Luo, Zhou, Xia & Zhu 2014, eq. 11.
 *
 * Every numerator and denominator is a sum of n = |S| non-negative terms, whose dot products have stride/4 + 2 roundings:
 * relative |error| of a factor ≤ (2n + stride/4 + 9) · ε₃₂.     scratchPtr: 2 rows of stride f32
 */
export function nmfSweep(
  rowStart: u32, rowEnd: u32, offsetsPtr: usize, indicesPtr: usize, targetsPtr: usize, otherPtr: usize,
  stride: u32, regularizationPtr: usize, ownPtr: usize, scratchPtr: usize,
): void {
  const rowBytes = <usize>stride << 2;
  const denominator = scratchPtr + rowBytes;
  const zero = f32x4.splat(0);
  for (let row = rowStart; row < rowEnd; row++) {
    const start = load<u32>(offsetsPtr + (<usize>row << 2));
    const end = load<u32>(offsetsPtr + (<usize>row << 2), 4);
    const x = ownPtr + <usize>row * rowBytes;
    if (start == end) {
      memory.fill(x, 0, rowBytes);
      continue;
    }
    memory.fill(scratchPtr, 0, rowBytes << 1);
    for (let entry = start; entry < end; entry++) {
      const y = otherPtr + <usize>load<u32>(indicesPtr + (<usize>entry << 2)) * rowBytes;
      const target = load<f32>(targetsPtr + (<usize>entry << 2));
      const wanted = f32x4.splat(max<f32>(target, 0));
      const reached = f32x4.splat(dot(x, y, stride) + max<f32>(-target, 0));
      for (let at: usize = 0; at < rowBytes; at += 16) {
        const value = v128.load(y + at);
        v128.store(scratchPtr + at, f32x4.add(v128.load(scratchPtr + at), f32x4.mul(wanted, value)));
        v128.store(denominator + at, f32x4.add(v128.load(denominator + at), f32x4.mul(reached, value)));
      }
    }
    const regularization = f32x4.splat(load<f32>(regularizationPtr + (<usize>row << 2)));
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const own = v128.load(x + at);
      const below = f32x4.add(v128.load(denominator + at), f32x4.mul(regularization, own));
      const moved = f32x4.div(f32x4.mul(own, v128.load(scratchPtr + at)), below);
      v128.store(x + at, v128.bitselect(moved, own, f32x4.gt(below, zero)));
    }
  }
}

/**
 * This side's part of the sum above, f32 dot products (see dot in vector.ts) summed in f64. With targetsPtr = 0 only the
 * regularisation is summed (for the other side, whose ratings are already counted).
 */
export function ratingLoss(
  rowStart: u32, rowEnd: u32, offsetsPtr: usize, indicesPtr: usize, targetsPtr: usize, otherPtr: usize,
  stride: u32, regularizationPtr: usize, ownPtr: usize,
): f64 {
  const rowBytes = <usize>stride << 2;
  let total: f64 = 0;
  for (let row = rowStart; row < rowEnd; row++) {
    const x = ownPtr + <usize>row * rowBytes;
    total += <f64>load<f32>(regularizationPtr + (<usize>row << 2)) * <f64>dot(x, x, stride);
    if (targetsPtr == 0) continue;
    const end = load<u32>(offsetsPtr + (<usize>row << 2), 4);
    for (let entry = load<u32>(offsetsPtr + (<usize>row << 2)); entry < end; entry++) {
      const y = otherPtr + <usize>load<u32>(indicesPtr + (<usize>entry << 2)) * rowBytes;
      const error = <f64>load<f32>(targetsPtr + (<usize>entry << 2)) - <f64>dot(x, y, stride);
      total += error * error;
    }
  }
  return total;
}
