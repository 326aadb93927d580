import { sigmoid4, tanh4 } from "./activations";

/*
 * The gates of a recurrent unit, for one step of many sequences: between these, products of matrices. A row of the gates G is
 * z | r | n, each of `units`, a multiple of 4; what is before the first step is 0, and its pointer 0.
 */

/** z ← σ(z), r ← σ(r), R ← r ⊙ h′. Errors of sigmoid4. */
export function gruReset(
  rows: u32, units: u32, gatesPtr: usize, gateStride: u32, beforePtr: usize, beforeStride: u32, outPtr: usize,
  outStride: u32,
): void {
  const bytes = <usize>units << 2;
  for (let row: usize = 0; row < rows; row++) {
    const gates = gatesPtr + ((row * gateStride) << 2);
    const before = beforePtr + ((row * beforeStride) << 2);
    const out = outPtr + ((row * outStride) << 2);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(gates + at, sigmoid4(v128.load(gates + at)));
      const reset = sigmoid4(v128.load(gates + bytes + at));
      v128.store(gates + bytes + at, reset);
      v128.store(out + at, beforePtr == 0 ? f32x4.splat(0) : f32x4.mul(reset, v128.load(before + at)));
    }
  }
}

/** n ← tanh(n), h ← z ⊙ h′ + (1 − z) ⊙ n. Errors of tanh4, and 3 ε₃₂ (|h′| + |n|). */
export function gruMix(
  rows: u32, units: u32, gatesPtr: usize, gateStride: u32, beforePtr: usize, beforeStride: u32, outPtr: usize,
  outStride: u32,
): void {
  const bytes = <usize>units << 2;
  const one = f32x4.splat(1);
  for (let row: usize = 0; row < rows; row++) {
    const gates = gatesPtr + ((row * gateStride) << 2);
    const before = beforePtr + ((row * beforeStride) << 2);
    const out = outPtr + ((row * outStride) << 2);
    for (let at: usize = 0; at < bytes; at += 16) {
      const update = v128.load(gates + at);
      const fresh = tanh4(v128.load(gates + 2 * bytes + at));
      v128.store(gates + 2 * bytes + at, fresh);
      const value = f32x4.mul(f32x4.sub(one, update), fresh);
      v128.store(out + at, beforePtr == 0 ? value : f32x4.add(f32x4.mul(update, v128.load(before + at)), value));
    }
  }
}
