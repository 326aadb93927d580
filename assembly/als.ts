import { addScaled, dot, sumLanes4 } from "./vector";
import { addOuterProducts } from "./gram";
import { factorise, multiplySymmetric, solveFactorised, solveUpper } from "./cholesky";

/*
 * One half-sweep of implicit ALS: with the other side's factors Y fixed, every row x of this side is the minimiser of
 *
 *   Σ_{i∈S} ( wᵢ (x·yᵢ − 1)² − shift (x·yᵢ)² )  +  α₀ Σ_i (x·yᵢ)²  +  λ ‖x‖²
 *
 *   ⟺      (α₀·YᵀY + Σ_{i∈S} (wᵢ − shift) yᵢyᵢᵀ + λI) x = Σ_{i∈S} wᵢ yᵢ
 *
 * shift = 0: an interaction weighs wᵢ beside what every pair weighs (Rendle et al. 2022, eq. 6). shift = α₀ = 1: it weighs wᵢ ≥ 1
 * in place of that (Hu, Koren & Volinsky 2008, eq. 4). Rows without interactions become zero.
 *
 *   offsetsPtr u32[rows + 1], indicesPtr u32[…], weightsPtr f32[…]   the interactions of this side's rows (CSR)
 *   otherPtr   f32[others × stride]       gramPtr  f32[stride × stride] = α₀·YᵀY, whole
 *   regularizationPtr f32[rows] = λ of each row       outPtr f32[rows × stride]
 *   stride = factorCount rounded up to a multiple of 4; the padding of every row is and stays zero.
 *   scratchPtr: GATHER_ROWS + stride + 1 rows of stride f32, see src/kernels/layout.ts
 *
 * All sums are f32. With A·x = b the equations above and n = |S|, what the Cholesky routines return satisfies
 *
 *   ‖A·x − b‖ ≤ (n + 3·stride + 8) · ε₃₂ · ( trace(A)·‖x‖ + Σ wᵢ‖yᵢ‖ )
 */

/** Rows gathered at a time: 64 rows of 64 factors are 16 KiB, half of a first-level cache. */
const GATHER_ROWS: u32 = 64;

/**
 * Copies √(w − shift)·y of up to GATHER_ROWS interactions next to each other and adds v·y to the right-hand side, v of rightsPtr.
 */
// @ts-ignore: decorator
@inline
function gather(
  indicesPtr: usize, weightsPtr: usize, rightsPtr: usize, count: u32, shift: f32, otherPtr: usize,
  otherScalesPtr: usize, otherBytes: usize, rowBytes: usize, gatheredPtr: usize, rhsPtr: usize,
): void {
  let to = gatheredPtr;
  for (let index: usize = 0; index < <usize>count; index++) {
    const other = <usize>load<u32>(indicesPtr + (index << 2));
    const weight = load<f32>(weightsPtr + (index << 2));
    const from = otherPtr + other * otherBytes;
    const root = f32x4.splat(sqrt<f32>(weight - shift));
    const full = v128.load_splat<f32>(rightsPtr + (index << 2));
    if (otherScalesPtr == 0) {
      for (let at: usize = 0; at < rowBytes; at += 16) {
        const value = v128.load(from + at);
        v128.store(to + at, f32x4.mul(root, value));
        v128.store(rhsPtr + at, f32x4.add(v128.load(rhsPtr + at), f32x4.mul(full, value)));
      }
    } else {
      const scale = v128.load_splat<f32>(otherScalesPtr + (other << 2));
      for (let at: usize = 0; at < rowBytes; at += 16) {
        const words = i16x8.extend_low_i8x16_s(v128.load_zero<u32>(from + (at >> 2)));
        const value = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(words)), scale);
        v128.store(to + at, f32x4.mul(root, value));
        v128.store(rhsPtr + at, f32x4.add(v128.load(rhsPtr + at), f32x4.mul(full, value)));
      }
    }
    to += rowBytes;
  }
}

/** Builds and solves the normal equations of one row; x is written to outPtr. Returns false when they are singular. */
function solveRow(
  indicesPtr: usize, weightsPtr: usize, rightsPtr: usize, count: u32, shift: f32, otherPtr: usize,
  otherScalesPtr: usize, otherBytes: usize, stride: u32, factorCount: u32, gramPtr: usize, regularization: f32,
  outPtr: usize, scratchPtr: usize,
): bool {
  const rowBytes = <usize>stride << 2;
  const matrixPtr = scratchPtr + <usize>GATHER_ROWS * rowBytes;
  const inversePtr = matrixPtr + <usize>stride * rowBytes;
  memory.copy(matrixPtr, gramPtr, <usize>stride * rowBytes);
  memory.fill(outPtr, 0, rowBytes);
  for (let start: u32 = 0; start < count; start += GATHER_ROWS) {
    const rows = min(GATHER_ROWS, count - start);
    const skip = <usize>start << 2;
    gather(
      indicesPtr + skip, weightsPtr + skip, rightsPtr + skip, rows, shift, otherPtr, otherScalesPtr, otherBytes,
      rowBytes, scratchPtr, outPtr,
    );
    addOuterProducts(scratchPtr, rows, stride, matrixPtr);
  }
  for (let factor: usize = 0; factor < <usize>stride; factor++) {
    const at = matrixPtr + factor * rowBytes + (factor << 2);
    // The padding gets an identity block, so that the factorisation sees a positive pivot and returns zero there.
    store<f32>(at, factor < <usize>factorCount ? load<f32>(at) + regularization : 1);
  }
  if (!factorise(matrixPtr, stride, inversePtr)) return false;
  solveFactorised(matrixPtr, stride, inversePtr, outPtr);
  return true;
}

/**
 * Half-sweep over rows rowStart … rowEnd (without rowEnd) by Cholesky. Returns how many rows had singular equations; they
 * are left at zero.
 */
export function alsSweepCholesky(
  rowStart: u32, rowEnd: u32, offsetsPtr: usize, indicesPtr: usize, weightsPtr: usize, shift: f32, otherPtr: usize,
  stride: u32, factorCount: u32, gramPtr: usize, regularizationPtr: usize, outPtr: usize, scratchPtr: usize,
): u32 {
  const rowBytes = <usize>stride << 2;
  let singular: u32 = 0;
  for (let row = rowStart; row < rowEnd; row++) {
    const start = load<u32>(offsetsPtr + (<usize>row << 2));
    const count = load<u32>(offsetsPtr + (<usize>row << 2), 4) - start;
    const out = outPtr + <usize>row * rowBytes;
    if (count == 0) {
      memory.fill(out, 0, rowBytes);
      continue;
    }
    const skip = <usize>start << 2;
    const regularization = load<f32>(regularizationPtr + (<usize>row << 2));
    const solved = solveRow(
      indicesPtr + skip, weightsPtr + skip, weightsPtr + skip, count, shift, otherPtr, 0, rowBytes, stride,
      factorCount, gramPtr, regularization, out, scratchPtr,
    );
    if (!solved) {
      memory.fill(out, 0, rowBytes);
      singular++;
    }
  }
  return singular;
}

/**
 * Fold-in: the factors of one user from a history, by the same equations (Cholesky) with a right side of its own:
 *
 *   (gram + Σ_{i∈S} wᵢ yᵢyᵢᵀ + λI) x = Σ_{i∈S} vᵢ yᵢ
 *
 * indicesPtr u32[count], weightsPtr f32[count] = w ≥ 0, rightsPtr f32[count] = v, any sign; v = w for what was chosen. itemsPtr
 * f32[items × stride], or with scalesPtr ≠ 0 int8[items × int8Stride] with one f32 scale a row; outPtr f32[stride]. Returns 1,
 * or 0 when the equations are singular. scratchPtr holds the factor L of A = L·Lᵀ afterwards, for solveFoldedIn and drawFoldedIn.
 */
export function foldIn(
  indicesPtr: usize, weightsPtr: usize, rightsPtr: usize, count: u32, itemsPtr: usize, scalesPtr: usize,
  int8Stride: u32, stride: u32, factorCount: u32, gramPtr: usize, regularization: f32, outPtr: usize,
  scratchPtr: usize,
): i32 {
  const otherBytes = scalesPtr != 0 ? <usize>int8Stride : <usize>stride << 2;
  return solveRow(
    indicesPtr, weightsPtr, rightsPtr, count, 0, itemsPtr, scalesPtr, otherBytes, stride, factorCount, gramPtr,
    regularization, outPtr, scratchPtr,
  )
    ? 1
    : 0;
}

/**
 * rows[r] ← A⁻¹·rows[r], in place, with the factor that foldIn left in scratchPtr. rowsPtr f32[count × stride], its padding
 * zero. Each row satisfies the bound of solveFactorised.
 */
export function solveFoldedIn(scratchPtr: usize, stride: u32, rowsPtr: usize, count: u32): void {
  const rowBytes = <usize>stride << 2;
  const matrixPtr = scratchPtr + <usize>GATHER_ROWS * rowBytes;
  const inversePtr = matrixPtr + <usize>stride * rowBytes;
  for (let row: usize = 0; row < <usize>count; row++) {
    solveFactorised(matrixPtr, stride, inversePtr, rowsPtr + row * rowBytes);
  }
}

/**
 * x ← L⁻ᵀ·x, in place, with the factor that foldIn left in scratchPtr: of independent standard normal x, normal numbers with
 * covariance A⁻¹. xPtr f32[stride], its padding zero.
 */
export function drawFoldedIn(scratchPtr: usize, stride: u32, xPtr: usize): void {
  const rowBytes = <usize>stride << 2;
  const matrixPtr = scratchPtr + <usize>GATHER_ROWS * rowBytes;
  solveUpper(matrixPtr, stride, matrixPtr + <usize>stride * rowBytes, xPtr);
}

/**
 * out ← out + Σ_{i∈S} ( wᵢ (constant + sign · yᵢ·v) − shift · sign · yᵢ·v ) yᵢ, four interactions at a time, so that v and out
 * are read once for four.
 */
function addWeighted(
  indicesPtr: usize, weightsPtr: usize, count: u32, shift: f32, otherPtr: usize, stride: u32, vPtr: usize,
  constant: f32, sign: f32, outPtr: usize,
): void {
  const rowBytes = <usize>stride << 2;
  let index: usize = 0;
  for (; index + 4 <= <usize>count; index += 4) {
    const at = indicesPtr + (index << 2);
    const y0 = otherPtr + <usize>load<u32>(at) * rowBytes;
    const y1 = otherPtr + <usize>load<u32>(at, 4) * rowBytes;
    const y2 = otherPtr + <usize>load<u32>(at, 8) * rowBytes;
    const y3 = otherPtr + <usize>load<u32>(at, 12) * rowBytes;
    let d0 = f32x4.splat(0), d1 = f32x4.splat(0), d2 = f32x4.splat(0), d3 = f32x4.splat(0);
    for (let lane: usize = 0; lane < rowBytes; lane += 16) {
      const v = v128.load(vPtr + lane);
      d0 = f32x4.add(d0, f32x4.mul(v, v128.load(y0 + lane)));
      d1 = f32x4.add(d1, f32x4.mul(v, v128.load(y1 + lane)));
      d2 = f32x4.add(d2, f32x4.mul(v, v128.load(y2 + lane)));
      d3 = f32x4.add(d3, f32x4.mul(v, v128.load(y3 + lane)));
    }
    const products = f32x4.mul(f32x4.splat(sign), sumLanes4(d0, d1, d2, d3));
    const whole = f32x4.mul(v128.load(weightsPtr + (index << 2)), f32x4.add(f32x4.splat(constant), products));
    const factors = f32x4.sub(whole, f32x4.mul(f32x4.splat(shift), products));
    const f0 = v128.shuffle<i32>(factors, factors, 0, 0, 0, 0);
    const f1 = v128.shuffle<i32>(factors, factors, 1, 1, 1, 1);
    const f2 = v128.shuffle<i32>(factors, factors, 2, 2, 2, 2);
    const f3 = v128.shuffle<i32>(factors, factors, 3, 3, 3, 3);
    for (let lane: usize = 0; lane < rowBytes; lane += 16) {
      const first = f32x4.add(f32x4.mul(f0, v128.load(y0 + lane)), f32x4.mul(f1, v128.load(y1 + lane)));
      const second = f32x4.add(f32x4.mul(f2, v128.load(y2 + lane)), f32x4.mul(f3, v128.load(y3 + lane)));
      v128.store(outPtr + lane, f32x4.add(v128.load(outPtr + lane), f32x4.add(first, second)));
    }
  }
  for (; index < <usize>count; index++) {
    const y = otherPtr + <usize>load<u32>(indicesPtr + (index << 2)) * rowBytes;
    const product = sign * dot(y, vPtr, stride);
    const factor = load<f32>(weightsPtr + (index << 2)) * (constant + product) - shift * product;
    addScaled(outPtr, y, factor, stride);
  }
}

/**
 * Half-sweep by conjugate gradients: `steps` steps for each row, from its present value, so that the error falls from
 * epoch to epoch. O(steps · (|S| · stride + stride²)) a row; a row ends early when ‖A·x − b‖² ≤ 10⁻²⁰. The residual falls
 * at least to the bound of the Cholesky routines with n + steps in place of n. scratchPtr: 3 rows of stride f32.
 * Source: Takács, Pilászy & Tikk 2011, section 4.
 */
export function alsSweepCg(
  rowStart: u32, rowEnd: u32, offsetsPtr: usize, indicesPtr: usize, weightsPtr: usize, shift: f32, otherPtr: usize,
  stride: u32, gramPtr: usize, regularizationPtr: usize, outPtr: usize, scratchPtr: usize, steps: u32,
): void {
  const rowBytes = <usize>stride << 2;
  const residual = scratchPtr;
  const direction = residual + rowBytes;
  const product = direction + rowBytes;
  for (let row = rowStart; row < rowEnd; row++) {
    const start = load<u32>(offsetsPtr + (<usize>row << 2));
    const count = load<u32>(offsetsPtr + (<usize>row << 2), 4) - start;
    const x = outPtr + <usize>row * rowBytes;
    if (count == 0) {
      memory.fill(x, 0, rowBytes);
      continue;
    }
    const indices = indicesPtr + (<usize>start << 2);
    const weights = weightsPtr + (<usize>start << 2);
    const regularization = load<f32>(regularizationPtr + (<usize>row << 2));
    // residual ← b − A·x = Σ ( w (1 − x·y) + shift · x·y ) y − (α₀·YᵀY + λI)·x
    multiplySymmetric(gramPtr, stride, x, product);
    addScaled(product, x, regularization, stride);
    memory.fill(residual, 0, rowBytes);
    addScaled(residual, product, -1, stride);
    addWeighted(indices, weights, count, shift, otherPtr, stride, x, 1, -1, residual);
    memory.copy(direction, residual, rowBytes);
    let norm = dot(residual, residual, stride);
    for (let step: u32 = 0; step < steps; step++) {
      if (!(norm > 1e-20)) break;
      multiplySymmetric(gramPtr, stride, direction, product);
      addScaled(product, direction, regularization, stride);
      addWeighted(indices, weights, count, shift, otherPtr, stride, direction, 0, 1, product);
      const curvature = dot(direction, product, stride);
      if (!(curvature > 0)) break;
      const length = norm / curvature;
      addScaled(x, direction, length, stride);
      addScaled(residual, product, -length, stride);
      const newNorm = dot(residual, residual, stride);
      const ratio = newNorm / norm;
      for (let at: usize = 0; at < rowBytes; at += 16) {
        const scaled = f32x4.mul(v128.load(direction + at), f32x4.splat(ratio));
        v128.store(direction + at, f32x4.add(v128.load(residual + at), scaled));
      }
      norm = newNorm;
    }
  }
}

/**
 * This side's part of the printed objective: Σ_rows ( Σ_{i∈S} ( wᵢ (x·yᵢ − 1)² − shift (x·yᵢ)² ) + λ_row ‖x‖² ), f32 dot products
 * (see dot in vector.ts) summed in f64. ownPtr f32[rows × stride] holds the rows x.
 * With weightsPtr = 0 only the regularisation is summed (for the other side, whose interactions are already counted).
 */
export function alsLoss(
  rowStart: u32, rowEnd: u32, offsetsPtr: usize, indicesPtr: usize, weightsPtr: usize, shift: f32, otherPtr: usize,
  stride: u32, regularizationPtr: usize, ownPtr: usize,
): f64 {
  const rowBytes = <usize>stride << 2;
  let total: f64 = 0;
  for (let row = rowStart; row < rowEnd; row++) {
    const x = ownPtr + <usize>row * rowBytes;
    total += <f64>load<f32>(regularizationPtr + (<usize>row << 2)) * <f64>dot(x, x, stride);
    if (weightsPtr == 0) continue;
    const end = load<u32>(offsetsPtr + (<usize>row << 2), 4);
    for (let index = load<u32>(offsetsPtr + (<usize>row << 2)); index < end; index++) {
      const y = otherPtr + <usize>load<u32>(indicesPtr + (<usize>index << 2)) * rowBytes;
      const score = <f64>dot(x, y, stride);
      const error = score - 1;
      total += <f64>load<f32>(weightsPtr + (<usize>index << 2)) * error * error - <f64>shift * score * score;
    }
  }
  return total;
}
