import { laneMask } from "./activations";
import { inverseOf, meanOf } from "./sequence";
import { addScaled, dot, sumLanes } from "./vector";

/*
 * Sequences on the way back. Matrices as in sequence.ts.
 */

/**
 * The way back through layerNorm; x̂ is the normalised X, g = dY ⊙ scale, means over the row:
 *
 *   dShift = Σ_r dY      dScale = Σ_r dY ⊙ x̂      dX = (g − mean g − x̂ · mean(g ⊙ x̂)) / √(variance + ε)
 *
 * dShift and dScale f32[columns, padded] are written; dX may be dY. |error| of these ≤ (rows + columns/4 + 12) · ε₃₂ · Σ|dY| max(1, |x̂|).
 */
export function layerNormBackward(
  rows: u32, columns: u32, xPtr: usize, xStride: u32, dyPtr: usize, dyStride: u32, epsilon: f32, scalePtr: usize,
  dScalePtr: usize, dShiftPtr: usize, dxPtr: usize, dxStride: u32,
): void {
  const bytes = (<usize>columns + 3 & ~3) << 2;
  memory.fill(dScalePtr, 0, bytes);
  memory.fill(dShiftPtr, 0, bytes);
  for (let row: usize = 0; row < rows; row++) {
    const x = xPtr + ((row * xStride) << 2);
    const dy = dyPtr + ((row * dyStride) << 2);
    const dx = dxPtr + ((row * dxStride) << 2);
    const mean = meanOf(x, columns);
    const inverse = inverseOf(x, columns, mean, epsilon);
    const shift = f32x4.splat(mean);
    const factor = f32x4.splat(inverse);
    let sum = f32x4.splat(0);
    let product = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const slope = v128.load(dy + at);
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), shift), factor);
      v128.store(dShiftPtr + at, f32x4.add(v128.load(dShiftPtr + at), slope));
      v128.store(dScalePtr + at, f32x4.add(v128.load(dScalePtr + at), f32x4.mul(slope, normal)));
      const own = f32x4.mul(slope, v128.load(scalePtr + at));
      sum = f32x4.add(sum, own);
      product = f32x4.add(product, f32x4.mul(own, normal));
    }
    const average = f32x4.splat(sumLanes(sum) / <f32>columns);
    const along = f32x4.splat(sumLanes(product) / <f32>columns);
    for (let column: u32 = 0; column < columns; column += 4) {
      const at = <usize>column << 2;
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), shift), factor);
      const own = f32x4.mul(v128.load(dy + at), v128.load(scalePtr + at));
      const value = f32x4.mul(f32x4.sub(f32x4.sub(own, average), f32x4.mul(normal, along)), factor);
      v128.store(dx + at, v128.and(value, laneMask(columns - column)));
    }
  }
}

/**
 * The way back through attend, all positions, by its weights p and its output Y:
 *
 *   dv[j] += Σ_t p[t, j] dY[t]      ds[t, j] = p[t, j] (dY[t]·v[j] − dY[t]·Y[t]) / √width
 *   dq[t] += Σ_j ds[t, j] k[j]      dk[j] += Σ_t ds[t, j] q[t]
 *
 * dX f32[rows × 3·heads·width] is added to, t ascending. |error| ≤ (width/2 + length + 12) · ε₃₂ · Σ|terms|.
 */
export function attendBackward(
  sequences: u32, length: u32, heads: u32, width: u32, xPtr: usize, xStride: u32, weightsPtr: usize, yPtr: usize,
  yStride: u32, dyPtr: usize, dyStride: u32, dxPtr: usize, dxStride: u32,
): void {
  const bytes = <usize>width << 2;
  const all = bytes * heads;
  const step = <usize>xStride << 2;
  const back = <usize>dxStride << 2;
  const weightBytes = (<usize>length + 3 & ~3) << 2;
  const factor: f32 = 1 / sqrt<f32>(<f32>width);
  for (let sequence: u32 = 0; sequence < sequences; sequence++) {
    const start = <usize>sequence * length;
    for (let t: u32 = 0; t < length; t++) {
      const row = start + t;
      for (let head: u32 = 0; head < heads; head++) {
        const lanes = <usize>head * bytes;
        const dy = dyPtr + ((row * dyStride) << 2) + lanes;
        const along = dot(dy, yPtr + ((row * yStride) << 2) + lanes, width);
        const weights = weightsPtr + (row * heads + head) * weightBytes;
        const query = xPtr + row * step + lanes;
        const dQuery = dxPtr + row * back + lanes;
        let key = xPtr + start * step + all + lanes;
        let dKey = dxPtr + start * back + all + lanes;
        for (let j: u32 = 0; j <= t; j++) {
          const weight = load<f32>(weights + (<usize>j << 2));
          const slope = weight * (dot(dy, key + all, width) - along) * factor;
          addScaled(dKey + all, dy, weight, width);
          addScaled(dQuery, key, slope, width);
          addScaled(dKey, query, slope, width);
          key += step;
          dKey += back;
        }
      }
    }
  }
}

/**
 * The way back through gruMix (gru.ts): n and z in G become their gradients before the functions, dh′ gets z ⊙ dh added.
 *
 *   dn = (1 − z) dh (1 − n²)      dz = (h′ − n) dh z (1 − z)
 */
export function gruMixBackward(
  rows: u32, units: u32, dyPtr: usize, dyStride: u32, gatesPtr: usize, gateStride: u32, beforePtr: usize,
  beforeStride: u32, dBeforePtr: usize, dBeforeStride: u32,
): void {
  const bytes = <usize>units << 2;
  const one = f32x4.splat(1);
  for (let row: usize = 0; row < rows; row++) {
    const dy = dyPtr + ((row * dyStride) << 2);
    const gates = gatesPtr + ((row * gateStride) << 2);
    const before = beforePtr + ((row * beforeStride) << 2);
    const dBefore = dBeforePtr + ((row * dBeforeStride) << 2);
    for (let at: usize = 0; at < bytes; at += 16) {
      const slope = v128.load(dy + at);
      const update = v128.load(gates + at);
      const fresh = v128.load(gates + 2 * bytes + at);
      const rest = f32x4.sub(one, update);
      const old = beforePtr == 0 ? f32x4.splat(0) : v128.load(before + at);
      v128.store(gates + 2 * bytes + at, f32x4.mul(f32x4.mul(rest, slope), f32x4.sub(one, f32x4.mul(fresh, fresh))));
      v128.store(gates + at, f32x4.mul(f32x4.mul(f32x4.sub(old, fresh), slope), f32x4.mul(update, rest)));
      if (dBeforePtr != 0) {
        v128.store(dBefore + at, f32x4.add(v128.load(dBefore + at), f32x4.mul(update, slope)));
      }
    }
  }
}

/** The way back through gruReset by the gradient dR of R: r in G becomes dR h′ r (1 − r), dh′ gets r ⊙ dR added. */
export function gruResetBackward(
  rows: u32, units: u32, dResetPtr: usize, dResetStride: u32, gatesPtr: usize, gateStride: u32, beforePtr: usize,
  beforeStride: u32, dBeforePtr: usize, dBeforeStride: u32,
): void {
  const bytes = <usize>units << 2;
  const one = f32x4.splat(1);
  for (let row: usize = 0; row < rows; row++) {
    const dReset = dResetPtr + ((row * dResetStride) << 2);
    const gates = gatesPtr + ((row * gateStride) << 2) + bytes;
    const before = beforePtr + ((row * beforeStride) << 2);
    const dBefore = dBeforePtr + ((row * dBeforeStride) << 2);
    for (let at: usize = 0; at < bytes; at += 16) {
      const slope = v128.load(dReset + at);
      const reset = v128.load(gates + at);
      const old = beforePtr == 0 ? f32x4.splat(0) : v128.load(before + at);
      v128.store(gates + at, f32x4.mul(f32x4.mul(slope, old), f32x4.mul(reset, f32x4.sub(one, reset))));
      if (dBeforePtr != 0) {
        v128.store(dBefore + at, f32x4.add(v128.load(dBefore + at), f32x4.mul(reset, slope)));
      }
    }
  }
}
