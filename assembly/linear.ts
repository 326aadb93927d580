import { addScaled } from "./vector";

export { denseProduct, gramF64 } from "./dense-product";
export { similarRows } from "./similarity";
export { slimItems } from "./slim";
export { countTogether, sweepPanel, sweepRow } from "./sweep";

/**
 * out[r, :] ← Σ_(c∈row r) value_rc · X[c, :], rows rowStart … rowEnd (without rowEnd): sparse × dense.
 *
 *   offsetsPtr u32[rows + 1], indicesPtr u32[…], valuesPtr f32[…]   the sparse rows (CSR)
 *   densePtr   f32[columns × stride]      outPtr f32[rows × stride], both row-major, stride a multiple of 4
 *
 * Four entries of a row at a time, so that a sum is loaded and stored once for four rows of X. Sums in f32 in the order of
 * the entries: |error| ≤ (n + 1) · ε₃₂ · Σ|value·x| for a row of n entries.
 */
export function sparseDense(
  rowStart: u32, rowEnd: u32, offsetsPtr: usize, indicesPtr: usize, valuesPtr: usize, densePtr: usize, stride: u32,
  outPtr: usize,
): void {
  const rowBytes = <usize>stride << 2;
  for (let row = rowStart; row < rowEnd; row++) {
    const out = outPtr + <usize>row * rowBytes;
    memory.fill(out, 0, rowBytes);
    let entry = load<u32>(offsetsPtr + (<usize>row << 2));
    const end = load<u32>(offsetsPtr + (<usize>row << 2), 4);
    for (; entry + 4 <= end; entry += 4) {
      const index = indicesPtr + (<usize>entry << 2);
      const value = valuesPtr + (<usize>entry << 2);
      const x0 = densePtr + <usize>load<u32>(index) * rowBytes;
      const x1 = densePtr + <usize>load<u32>(index, 4) * rowBytes;
      const x2 = densePtr + <usize>load<u32>(index, 8) * rowBytes;
      const x3 = densePtr + <usize>load<u32>(index, 12) * rowBytes;
      const v0 = v128.load_splat<f32>(value);
      const v1 = v128.load_splat<f32>(value, 4);
      const v2 = v128.load_splat<f32>(value, 8);
      const v3 = v128.load_splat<f32>(value, 12);
      for (let at: usize = 0; at < rowBytes; at += 16) {
        let sum = f32x4.add(v128.load(out + at), f32x4.mul(v0, v128.load(x0 + at)));
        sum = f32x4.add(sum, f32x4.mul(v1, v128.load(x1 + at)));
        sum = f32x4.add(sum, f32x4.mul(v2, v128.load(x2 + at)));
        v128.store(out + at, f32x4.add(sum, f32x4.mul(v3, v128.load(x3 + at))));
      }
    }
    for (; entry < end; entry++) {
      const at = <usize>entry << 2;
      addScaled(out, densePtr + <usize>load<u32>(indicesPtr + at) * rowBytes, load<f32>(valuesPtr + at), stride);
    }
  }
}
