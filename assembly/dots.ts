import { sumLanes4 } from "./vector";

/**
 * out[i · queryCount + q] = Σ_d rows[items[i], d] · queries[q, d]
 *
 * Dot products of some rows with a few queries: what features of candidates are made of.
 *
 *   itemsPtr    u32[count], rows by index
 *   rowsPtr     f32[… × stride], stride a multiple of 4
 *   queriesPtr  f32[queryCount × stride], queryCount a multiple of 4
 *   outPtr      f32[count × queryCount]
 *
 * Four queries at a time, one f32x4 accumulator each: |error| ≤ (stride/4 + 3) · ε₃₂ · Σ|row·query|. Bound by arithmetic.
 */
export function dotsF32(
  itemsPtr: usize, count: u32, rowsPtr: usize, stride: u32, queriesPtr: usize, queryCount: u32, outPtr: usize,
): void {
  const rowBytes = <usize>stride << 2;
  let out = outPtr;
  for (let item: u32 = 0; item < count; item++) {
    const row = rowsPtr + <usize>load<u32>(itemsPtr + (<usize>item << 2)) * rowBytes;
    for (let query: u32 = 0; query < queryCount; query += 4, out += 16) {
      const query0 = queriesPtr + <usize>query * rowBytes;
      const query1 = query0 + rowBytes;
      const query2 = query1 + rowBytes;
      const query3 = query2 + rowBytes;
      let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
      for (let at: usize = 0; at < rowBytes; at += 16) {
        const x = v128.load(row + at);
        a0 = f32x4.add(a0, f32x4.mul(x, v128.load(query0 + at)));
        a1 = f32x4.add(a1, f32x4.mul(x, v128.load(query1 + at)));
        a2 = f32x4.add(a2, f32x4.mul(x, v128.load(query2 + at)));
        a3 = f32x4.add(a3, f32x4.mul(x, v128.load(query3 + at)));
      }
      v128.store(out, sumLanes4(a0, a1, a2, a3));
    }
  }
}

/**
 * out[d] = Σ_j weights[j] · rows[items[j], d]
 *
 * The weighted sum of some rows, which is like a candidate as much as the rows are together.
 *
 *   itemsPtr    u32[count], rows by index
 *   weightsPtr  f32[count]
 *   rowsPtr     f32[… × stride], stride a multiple of 4
 *   outPtr      f32[stride]
 *
 * f32x4, row after row: |error| ≤ (count + 1) · ε₃₂ · Σ|weight·row|. Bound by loads and stores of `out`, which stays in the cache.
 */
export function sumRowsF32(
  itemsPtr: usize, weightsPtr: usize, count: u32, rowsPtr: usize, stride: u32, outPtr: usize,
): void {
  const rowBytes = <usize>stride << 2;
  memory.fill(outPtr, 0, rowBytes);
  for (let item: u32 = 0; item < count; item++) {
    const row = rowsPtr + <usize>load<u32>(itemsPtr + (<usize>item << 2)) * rowBytes;
    const weight = f32x4.splat(load<f32>(weightsPtr + (<usize>item << 2)));
    for (let at: usize = 0; at < rowBytes; at += 16) {
      v128.store(outPtr + at, f32x4.add(v128.load(outPtr + at), f32x4.mul(weight, v128.load(row + at))));
    }
  }
}
