/**
 * What the rows of a history say of a few columns of a sparse matrix, in one pass over their entries:
 *
 *   out[1 + p, c]     ← Σ_j factors[j, c] · B[rows[j], items[p]]     four weighted sums, c < 4
 *   out[1 + p, 4 + t] ← B[recent[t], items[p]]                       one entry each
 *
 *   itemsPtr    u32[count], distinct columns
 *   rowsPtr     u32[rowCount], factorsPtr f32[rowCount × 4]; recentPtr u32[recentCount]
 *   offsetsPtr, columnsPtr, valuesPtr: B, CSR as in assembly/sparse.ts
 *   placesPtr   u32[itemCount], scratch: 1 + the place of a column in `items`, 0 for all others
 *   sumsPtr     f64[(count + 1) × 4], scratch
 *   outPtr      f32[(count + 1) × (4 + recentCount)]; its first row is what all other columns come to, and means nothing
 *
 * Products and sums are f64, in the order of the rows; one rounding to f32. No branch depends on whether an entry is of a wanted
 * column, which cannot be foreseen. Bound by the scattered additions, one an entry.
 */
export function lookRows(
  itemsPtr: usize, count: u32, rowsPtr: usize, factorsPtr: usize, rowCount: u32, recentPtr: usize, recentCount: u32,
  offsetsPtr: usize, columnsPtr: usize, valuesPtr: usize, itemCount: u32, placesPtr: usize, sumsPtr: usize, outPtr: usize,
): void {
  const outBytes = <usize>(4 + recentCount) << 2;
  memory.fill(placesPtr, 0, <usize>itemCount << 2);
  memory.fill(sumsPtr, 0, <usize>(count + 1) << 5);
  memory.fill(outPtr, 0, <usize>(count + 1) * outBytes);
  for (let place: u32 = 0; place < count; place++) {
    store<u32>(placesPtr + (<usize>load<u32>(itemsPtr + (<usize>place << 2)) << 2), place + 1);
  }
  for (let row: u32 = 0; row < rowCount; row++) {
    const factors = v128.load(factorsPtr + (<usize>row << 4));
    const factors01 = f64x2.promote_low_f32x4(factors);
    const factors23 = f64x2.promote_low_f32x4(v128.shuffle<i64>(factors, factors, 1, 0));
    const offsetPtr = offsetsPtr + (<usize>load<u32>(rowsPtr + (<usize>row << 2)) << 2);
    const end = <usize>load<u32>(offsetPtr, 4) << 2;
    for (let at = <usize>load<u32>(offsetPtr) << 2; at < end; at += 4) {
      const value = f64x2.splat(<f64>load<f32>(valuesPtr + at));
      const sums = sumsPtr + (<usize>load<u32>(placesPtr + (<usize>load<u32>(columnsPtr + at) << 2)) << 5);
      v128.store(sums, f64x2.add(v128.load(sums), f64x2.mul(value, factors01)));
      v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.mul(value, factors23)), 16);
    }
  }
  for (let row: u32 = 0; row < recentCount; row++) {
    const offsetPtr = offsetsPtr + (<usize>load<u32>(recentPtr + (<usize>row << 2)) << 2);
    const end = <usize>load<u32>(offsetPtr, 4) << 2;
    const columnOut = outPtr + (<usize>(4 + row) << 2);
    for (let at = <usize>load<u32>(offsetPtr) << 2; at < end; at += 4) {
      const place = load<u32>(placesPtr + (<usize>load<u32>(columnsPtr + at) << 2));
      store<f32>(columnOut + <usize>place * outBytes, load<f32>(valuesPtr + at));
    }
  }
  for (let place: u32 = 1; place <= count; place++) {
    const sums = sumsPtr + (<usize>place << 5);
    const out = outPtr + <usize>place * outBytes;
    const sums01 = f32x4.demote_f64x2_zero(v128.load(sums));
    const sums23 = f32x4.demote_f64x2_zero(v128.load(sums, 16));
    v128.store(out, v128.shuffle<i64>(sums01, sums23, 0, 2));
  }
}
