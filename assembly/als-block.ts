import { scoreBlockF32 } from "./block";
import { factorise, solveFactorised } from "./cholesky";
import { addOuterProducts } from "./gram";
import { addScaled, dot } from "./vector";

/*
 * One half-sweep of implicit ALS by block coordinate descent: a row's factors are taken a block π at a time, and each block
 * becomes the minimiser of the objective of assembly/als.ts while the row's other factors stay as they are:
 *
 *   ( α₀·(YᵀY)_ππ + Σ_{i∈S} (wᵢ − shift) y_{iπ}y_{iπ}ᵀ + λI ) δ
 *       = Σ_{i∈S} ( wᵢ (x·yᵢ − 1) − shift · x·yᵢ ) y_{iπ} + α₀·(YᵀY)_π: x + λ x_π,     x_π ← x_π − δ
 *
 * With as many blocks of size b as the row of d factors has, that is O(|S|·d·b + d·b² + d²) a row in place of
 * O(|S|·d² + d³). The objective never rises; where one block holds all factors, the row is solved exactly.
 * Source: Rendle, Krichene, Zhang & Koren 2021 ("iALS++: speeding up matrix factorization with subspace optimization").
 */

/** Rows gathered at a time, as in assembly/als.ts. */
const GATHER_ROWS: u32 = 64;

/**
 * Half-sweep over rows rowStart … rowEnd (without rowEnd), from their present values; arguments as for alsSweepCholesky.
 * blockSize is a multiple of 4. scratchPtr: GATHER_ROWS + blockSize + 2 rows of blockSize f32; predictionsPtr f32[the most
 * interactions of a row]. Returns how many rows had singular equations; they are left as they were at that block.
 *
 * All sums are f32. A block's own equations are met to the bound of alsSweepCholesky; to that comes the rounding of x·yᵢ, at
 * most (stride/4 + 2 + blocks) · ε₃₂ · Σ|x·yᵢ| for each interaction.
 */
export function alsSweepBlock(
  rowStart: u32, rowEnd: u32, offsetsPtr: usize, indicesPtr: usize, weightsPtr: usize, shift: f32, otherPtr: usize,
  stride: u32, factorCount: u32, gramPtr: usize, regularizationPtr: usize, outPtr: usize, scratchPtr: usize,
  predictionsPtr: usize, blockSize: u32,
): u32 {
  const rowBytes = <usize>stride << 2;
  let singular: u32 = 0;
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
    for (let index: usize = 0; index < <usize>count; index++) {
      const y = otherPtr + <usize>load<u32>(indices + (index << 2)) * rowBytes;
      store<f32>(predictionsPtr + (index << 2), dot(x, y, stride));
    }
    for (let first: u32 = 0; first < stride; first += blockSize) {
      const width = min(blockSize, stride - first);
      const solved = solveBlock(
        indices, weights, count, shift, otherPtr, stride, factorCount, gramPtr, regularization, x, scratchPtr,
        predictionsPtr, first, width,
      );
      if (!solved) {
        singular++;
        break;
      }
    }
  }
  return singular;
}

/** One block of one row: lanes first … first + width. Updates x and the predictions; returns false when it is singular. */
function solveBlock(
  indicesPtr: usize, weightsPtr: usize, count: u32, shift: f32, otherPtr: usize, stride: u32, factorCount: u32,
  gramPtr: usize, regularization: f32, xPtr: usize, scratchPtr: usize, predictionsPtr: usize, first: u32, width: u32,
): bool {
  const rowBytes = <usize>stride << 2;
  const blockBytes = <usize>width << 2;
  const skip = <usize>first << 2;
  const matrixPtr = scratchPtr + <usize>GATHER_ROWS * blockBytes;
  const inversePtr = matrixPtr + <usize>width * blockBytes;
  const step = inversePtr + blockBytes;
  for (let lane: usize = 0; lane < <usize>width; lane++) {
    memory.copy(matrixPtr + lane * blockBytes, gramPtr + (<usize>first + lane) * rowBytes + skip, blockBytes);
  }
  for (let at: usize = 0; at < blockBytes; at += 16) {
    v128.store(step + at, scoreBlockF32(xPtr, gramPtr + (<usize>first + (at >> 2)) * rowBytes, rowBytes));
  }
  addScaled(step, xPtr + skip, regularization, width);
  for (let start: u32 = 0; start < count; start += GATHER_ROWS) {
    const rows = min(GATHER_ROWS, count - start);
    let to = scratchPtr;
    for (let place: u32 = 0; place < rows; place++) {
      const index = <usize>(start + place) << 2;
      const from = otherPtr + <usize>load<u32>(indicesPtr + index) * rowBytes + skip;
      const weight = load<f32>(weightsPtr + index);
      const score = load<f32>(predictionsPtr + index);
      const root = f32x4.splat(sqrt<f32>(weight - shift));
      const slope = f32x4.splat(weight * (score - 1) - shift * score);
      for (let at: usize = 0; at < blockBytes; at += 16) {
        const value = v128.load(from + at);
        v128.store(to + at, f32x4.mul(root, value));
        v128.store(step + at, f32x4.add(v128.load(step + at), f32x4.mul(slope, value)));
      }
      to += blockBytes;
    }
    addOuterProducts(scratchPtr, rows, width, matrixPtr);
  }
  for (let lane: u32 = 0; lane < width; lane++) {
    const at = matrixPtr + <usize>lane * blockBytes + (<usize>lane << 2);
    // The padding gets an identity block, so that the factorisation sees a positive pivot and returns zero there.
    store<f32>(at, first + lane < factorCount ? load<f32>(at) + regularization : 1);
  }
  if (!factorise(matrixPtr, width, inversePtr)) return false;
  solveFactorised(matrixPtr, width, inversePtr, step);
  addScaled(xPtr + skip, step, -1, width);
  // The last block's predictions are not read again.
  if (first + width == stride) return true;
  for (let index: usize = 0; index < <usize>count; index++) {
    const at = predictionsPtr + (index << 2);
    const y = otherPtr + <usize>load<u32>(indicesPtr + (index << 2)) * rowBytes + skip;
    store<f32>(at, load<f32>(at) - dot(step, y, width));
  }
  return true;
}
