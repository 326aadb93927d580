/** The item factors as the loop wants them. */
export interface LoopItems {
  /** f64[items × factors], row-major. */
  readonly factors: Float64Array;
  readonly itemCount: number;
  readonly factorCount: number;
}

/**
 * The k best items of one user, plainly: u32[k or fewer], score descending, then index ascending. Every item that is not
 * in the history (u8[items], 1 where it is) is scored in f64 and put into its place among the best so far.
 */
export function rankPlainly(items: LoopItems, query: Float64Array, inHistory: Uint8Array, k: number): Uint32Array {
  const { factors, itemCount, factorCount } = items;
  const bestItems = new Uint32Array(k);
  const bestScores = new Float64Array(k);
  let count = 0;
  for (let item = 0, row = 0; item < itemCount; item++, row += factorCount) {
    if (inHistory[item] === 1) continue;
    let score = 0;
    for (let factor = 0; factor < factorCount; factor++) score += query[factor]! * factors[row + factor]!;
    // Items come in ascending order, so an equal score stays behind.
    if (count === k && !(score > bestScores[k - 1]!)) continue;
    if (count < k) count++;
    let place = count - 1;
    for (; place > 0 && score > bestScores[place - 1]!; place--) {
      bestScores[place] = bestScores[place - 1]!;
      bestItems[place] = bestItems[place - 1]!;
    }
    bestScores[place] = score;
    bestItems[place] = item;
  }
  return bestItems.slice(0, count);
}
