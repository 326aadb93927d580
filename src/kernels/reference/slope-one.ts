/** Σ_u (r_ui − r_uj) and n_ij over the users who have both; `ratings[u]` maps items to ratings. */
export function slopeOnePair(
  ratings: readonly ReadonlyMap<number, number>[],
  i: number,
  j: number,
): { sum: number; n: number } {
  let sum = 0;
  let n = 0;
  for (const own of ratings) {
    const [first, second] = [own.get(i), own.get(j)];
    if (first === undefined || second === undefined) continue;
    sum += first - second;
    n += 1;
  }
  return { sum, n };
}

/** ( Σ w·dev_ij, Σ w·r_j, Σ w ) over the history's items j ≠ i with n_ij > 0; w = n_ij or 1. */
export function slopeOneSums(
  ratings: readonly ReadonlyMap<number, number>[],
  history: ReadonlyMap<number, number>,
  i: number,
  weighted: boolean,
): readonly [number, number, number] {
  let [deviations, rated, weights] = [0, 0, 0];
  for (const [j, rating] of history) {
    const { sum, n } = slopeOnePair(ratings, i, j);
    if (j === i || n === 0) continue;
    const w = weighted ? n : 1;
    deviations += (w * sum) / n;
    rated += w * rating;
    weights += w;
  }
  return [deviations, rated, weights];
}
