/**
 * Slope One: sums of differences between the ratings of two items by the same users (Lemire & Maclachlan 2005, section 3.2).
 *
 *   pairs[i, j] ← ( Σ_u r_ui − r_uj ,  n_ij )   over the users of both, for items j < i of rows i = rowStart … rowEnd − 1
 *
 *   offsetsPtr u32[items + 1], usersPtr u32[…], ratingsPtr f32[…]            the ratings by item
 *   ownOffsetsPtr u32[users + 1], itemsPtr u32[…], ownRatingsPtr f32[…]      the same by user, items ascending
 *   pairsPtr f32[items · (items − 1) / 2 × 2], zero before: row i begins at pair i · (i − 1) / 2
 *
 * f32 sums: |error| ≤ n · ε₃₂ · Σ|r_ui − r_uj|; exact for ratings in steps of 1/2 while the sum stays below 2²³.
 */
export function slopeOneRows(
  rowStart: u32, rowEnd: u32, offsetsPtr: usize, usersPtr: usize, ratingsPtr: usize,
  ownOffsetsPtr: usize, itemsPtr: usize, ownRatingsPtr: usize, pairsPtr: usize,
): void {
  for (let row = <usize>rowStart; row < <usize>rowEnd; row++) {
    const sumsPtr = pairsPtr + ((row * (row - 1)) << 2);
    const end = <usize>load<u32>(offsetsPtr + (row << 2), 4) << 2;
    for (let entry = <usize>load<u32>(offsetsPtr + (row << 2)) << 2; entry < end; entry += 4) {
      const user = <usize>load<u32>(usersPtr + entry) << 2;
      // (r, 1) − (r_uj, 0) = (r − r_uj, 1)
      const rating = f32x4.replace_lane(f32x4(0, 1, 0, 0), 0, load<f32>(ratingsPtr + entry));
      for (let at = <usize>load<u32>(ownOffsetsPtr + user) << 2; ; at += 4) {
        const item = <usize>load<u32>(itemsPtr + at);
        // The row's own item is among the user's, so that the loop ends.
        if (item >= row) break;
        const sums = sumsPtr + (item << 3);
        const terms = f32x4.sub(rating, v128.load_zero<u32>(ownRatingsPtr + at));
        v128.store_lane<u64>(sums, f32x4.add(v128.load_zero<u64>(sums), terms), 0);
      }
    }
  }
}

/**
 * out ← ( Σ_j w_j · dev_ij , Σ_j w_j · r_j , Σ_j w_j ) over the history's items j that share a user with `item`, itself left
 * out: dev_ij = the mean difference, w_j = n_ij where weighted ≠ 0, else 1. f64 sums; outPtr f64[3].
 *
 *   itemsPtr u32[count], ratingsPtr f32[count]   the history
 */
export function slopeOnePredict(
  item: u32, itemsPtr: usize, ratingsPtr: usize, count: u32, pairsPtr: usize, weighted: u32, outPtr: usize,
): void {
  let deviations: f64 = 0;
  let ratings: f64 = 0;
  let weights: f64 = 0;
  for (let place: usize = 0; place < <usize>count << 2; place += 4) {
    const other = load<u32>(itemsPtr + place);
    if (other == item) continue;
    const larger = <usize>max(other, item);
    const pair = pairsPtr + ((larger * (larger - 1)) << 2) + (<usize>min(other, item) << 3);
    const n = <f64>load<f32>(pair, 4);
    if (n == 0) continue;
    const sum = <f64>load<f32>(pair);
    const weight = weighted ? n : 1;
    deviations += ((other < item ? sum : -sum) / n) * weight;
    ratings += <f64>load<f32>(ratingsPtr + place) * weight;
    weights += weight;
  }
  store<f64>(outPtr, deviations);
  store<f64>(outPtr, ratings, 8);
  store<f64>(outPtr, weights, 16);
}
