import { keepLargest } from "./keep-largest";

/**
 * The largest entries of each row of a product of two sparse matrices, each entry turned into a similarity:
 *
 *   s_rc = Σ_u L_ru · R_uc,   r ≠ c        similarity_rc = 0: s_rc · t_c    1: s_rc / (o_r·t_c + h)    2: s_rc / (o_r + t_c − s_rc + h)
 *
 *   left*  CSR rows × inner      right*  CSR inner × columns      offsets u32, indices u32, values f32
 *   ownTermsPtr f32[rows] = o, termsPtr f32[columns] = t (rows and columns are the same things; o may be t itself),
 *   shrinkage = h, formula as numbered
 *   out: for row r at r · capacity u32 and f32, the `capacity` largest similarities > 0 in no order; countsPtr u32[rows]
 *   scratchPtr: f32[columns], all zero before and after, then u32[columns]
 *
 * Of equal similarities the lower indices are kept. Sums in f32 in ascending order of u: |error of s| ≤ (n + 1) · ε₃₂ · Σ|l·r|.
 * Row by row with a dense accumulator: Gustavson 1978. O(Σ_u |L_:u| · |R_u:|) and a heap.
 */
export function similarRows(
  rowStart: u32, rowEnd: u32, leftOffsetsPtr: usize, leftIndicesPtr: usize, leftValuesPtr: usize,
  rightOffsetsPtr: usize, rightIndicesPtr: usize, rightValuesPtr: usize, columnCount: u32, formula: u32,
  ownTermsPtr: usize, termsPtr: usize, shrinkage: f32, capacity: u32, outIndicesPtr: usize, outValuesPtr: usize, countsPtr: usize,
  scratchPtr: usize,
): void {
  const touchedPtr = scratchPtr + (<usize>columnCount << 2);
  for (let row = rowStart; row < rowEnd; row++) {
    let touched: usize = 0;
    const end = load<u32>(leftOffsetsPtr + (<usize>row << 2), 4);
    for (let entry = load<u32>(leftOffsetsPtr + (<usize>row << 2)); entry < end; entry++) {
      const inner = <usize>load<u32>(leftIndicesPtr + (<usize>entry << 2));
      const left = load<f32>(leftValuesPtr + (<usize>entry << 2));
      const last = <usize>load<u32>(rightOffsetsPtr + (inner << 2), 4) << 2;
      for (let at = <usize>load<u32>(rightOffsetsPtr + (inner << 2)) << 2; at < last; at += 4) {
        const column = load<u32>(rightIndicesPtr + at);
        const sumPtr = scratchPtr + (<usize>column << 2);
        const sum = load<f32>(sumPtr);
        if (sum == 0) {
          store<u32>(touchedPtr + (touched << 2), column);
          touched++;
        }
        store<f32>(sumPtr, sum + left * load<f32>(rightValuesPtr + at));
      }
    }
    const skip = (<usize>row * <usize>capacity) << 2;
    const own = load<f32>(ownTermsPtr + (<usize>row << 2));
    let count: u32 = 0;
    for (let at: usize = 0; at < touched; at++) {
      const column = load<u32>(touchedPtr + (at << 2));
      const sumPtr = scratchPtr + (<usize>column << 2);
      const sum = load<f32>(sumPtr);
      store<f32>(sumPtr, 0);
      if (column == row) continue;
      const term = load<f32>(termsPtr + (<usize>column << 2));
      const value =
        formula == 0 ? sum * term : formula == 1 ? sum / (own * term + shrinkage) : sum / (own + term - sum + shrinkage);
      if (!(value > 0)) continue;
      count = keepLargest(outIndicesPtr + skip, outValuesPtr + skip, count, capacity, column, value);
    }
    store<u32>(countsPtr + (<usize>row << 2), count);
  }
}
