/*
 * Similarities of one row of a sparse matrix to all others, from the columns that they share.
 *
 * A query row has values x at some columns; every row y of the matrix that meets one of them collects sums over the columns
 * that both have. No matrix of pairs is formed: there is one accumulator a row, and one query at a time.
 *
 *   columnsPtr u32[count], valuesPtr f32[count]      the query row
 *   offsetsPtr u32[columns + 1], rowsPtr u32[…], ratingsPtr f32[…]   the matrix by columns; rows of a column are distinct
 *   sumsPtr    accumulators, zero before the first call: 8, 16 or 48 bytes a row
 *
 * Cost: one load, one store and a few lanes of arithmetic for each rating of each column of the query.
 */

/** Which formula finishSimilarities applies; the same numbers stand in src/kernels/training/similarity-abi.ts. */
const MSD: u32 = 0;
const JACCARD: u32 = 1;
const RATING_JACCARD: u32 = 2;
const COSINE: u32 = 3;
const IMPUTED: u32 = 4;
const PEARSON: u32 = 5;

/** A variance below this part of the sum of squares is what rounding left of zero. */
const ROUNDING: f64 = 1e-12;

/**
 * f32[rows × 2]: Σ (x − y)², n.  f32 sums: |error| ≤ (n + 2) · ε₃₂ · Σ (x − y)²; exact for ratings in steps of 1/2 while the
 * sum stays below 2²².
 */
export function sumDifferences(
  columnsPtr: usize, valuesPtr: usize, count: u32, offsetsPtr: usize, rowsPtr: usize, ratingsPtr: usize, sumsPtr: usize,
): void {
  for (let place: usize = 0; place < <usize>count; place++) {
    const column = <usize>load<u32>(columnsPtr + (place << 2)) << 2;
    // (y, 0) − (x, −1) squared is ((x − y)², 1).
    const query = f32x4.replace_lane(f32x4(0, -1, 0, 0), 0, load<f32>(valuesPtr + (place << 2)));
    const end = <usize>load<u32>(offsetsPtr + column, 4) << 2;
    for (let at = <usize>load<u32>(offsetsPtr + column) << 2; at < end; at += 4) {
      const sums = sumsPtr + (<usize>load<u32>(rowsPtr + at) << 3);
      const difference = f32x4.sub(v128.load_zero<u32>(ratingsPtr + at), query);
      v128.store_lane<u64>(sums, f32x4.add(v128.load_zero<u64>(sums), f32x4.mul(difference, difference)), 0);
    }
  }
}

/** f32[rows × 2]: how many columns have x = y, n. Exact below 2²⁴. */
export function countEqual(
  columnsPtr: usize, valuesPtr: usize, count: u32, offsetsPtr: usize, rowsPtr: usize, ratingsPtr: usize, sumsPtr: usize,
): void {
  for (let place: usize = 0; place < <usize>count; place++) {
    const column = <usize>load<u32>(columnsPtr + (place << 2)) << 2;
    // (y, 0) = (x, 0) is (x = y, true).
    const query = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(valuesPtr + (place << 2)));
    const end = <usize>load<u32>(offsetsPtr + column, 4) << 2;
    for (let at = <usize>load<u32>(offsetsPtr + column) << 2; at < end; at += 4) {
      const sums = sumsPtr + (<usize>load<u32>(rowsPtr + at) << 3);
      const terms = v128.and(f32x4.eq(v128.load_zero<u32>(ratingsPtr + at), query), f32x4(1, 1, 0, 0));
      v128.store_lane<u64>(sums, f32x4.add(v128.load_zero<u64>(sums), terms), 0);
    }
  }
}

/** f32[rows × 4]: Σxy, Σy², Σx², n. f32 sums: |error| ≤ (n + 2) · ε₃₂ · Σ|term|; exact for ratings in steps of 1/2 while they stay below 2²². */
export function sumProducts(
  columnsPtr: usize, valuesPtr: usize, count: u32, offsetsPtr: usize, rowsPtr: usize, ratingsPtr: usize, sumsPtr: usize,
): void {
  const second = i32x4(0, -1, 0, 0);
  for (let place: usize = 0; place < <usize>count; place++) {
    const column = <usize>load<u32>(columnsPtr + (place << 2)) << 2;
    const x = load<f32>(valuesPtr + (place << 2));
    const left = f32x4.replace_lane(f32x4.splat(0), 0, x);
    const own = f32x4.replace_lane(f32x4(0, 0, 0, 1), 2, x * x);
    const end = <usize>load<u32>(offsetsPtr + column, 4) << 2;
    for (let at = <usize>load<u32>(offsetsPtr + column) << 2; at < end; at += 4) {
      const sums = sumsPtr + (<usize>load<u32>(rowsPtr + at) << 4);
      const y = v128.load_splat<f32>(ratingsPtr + at);
      // (x, y, 0, 0) · y + (0, 0, x², 1)
      const terms = f32x4.add(f32x4.mul(v128.or(v128.and(y, second), left), y), own);
      v128.store(sums, f32x4.add(v128.load(sums), terms));
    }
  }
}

/** f64[rows × 6]: Σxy, Σy², Σx², n, Σy, Σx. f64, since a correlation is a small difference of them: exact below 2⁵³ quarter steps. */
export function sumMoments(
  columnsPtr: usize, valuesPtr: usize, count: u32, offsetsPtr: usize, rowsPtr: usize, ratingsPtr: usize, sumsPtr: usize,
): void {
  for (let place: usize = 0; place < <usize>count; place++) {
    const column = <usize>load<u32>(columnsPtr + (place << 2)) << 2;
    const x = <f64>load<f32>(valuesPtr + (place << 2));
    const own = f64x2.replace_lane(f64x2.splat(1), 0, x * x);
    const left = f64x2.replace_lane(f64x2.splat(0), 0, x);
    const right = f64x2.replace_lane(f64x2.splat(0), 1, x);
    const upper = i64x2(0, -1);
    const lower = i64x2(-1, 0);
    const end = <usize>load<u32>(offsetsPtr + column, 4) << 2;
    for (let at = <usize>load<u32>(offsetsPtr + column) << 2; at < end; at += 4) {
      const sums = sumsPtr + <usize>load<u32>(rowsPtr + at) * 48;
      const y = f64x2.splat(<f64>load<f32>(ratingsPtr + at));
      const products = f64x2.mul(v128.or(v128.and(y, upper), left), y);
      v128.store(sums, f64x2.add(v128.load(sums), products));
      v128.store(sums, f64x2.add(v128.load(sums, 16), own), 16);
      v128.store(sums, f64x2.add(v128.load(sums, 32), v128.or(v128.and(y, lower), right)), 32);
    }
  }
}

/**
 * similarities[v] ← the formula of `kind` on the sums of row v, in f64. f64[rows]; 0 where fewer than minimumSupport columns
 * are shared or the denominator is 0. All but imputed end with the factor (n − offset) / (n − offset + shrinkage).
 *
 *   MSD             1 / (1 + Σ(x−y)²/n)                                          sums of sumDifferences
 *   JACCARD         n / (a + aᵥ − n)                   a = ratings of a row      sums of countEqual
 *   RATING_JACCARD  Σ[x=y] / (a + aᵥ − n)                                        sums of countEqual
 *   COSINE          Σxy / √(Σx²·Σy²)                                             sums of sumProducts
 *   IMPUTED         (Σxy + p + q·tᵥ) / (g·gᵥ)          whatever is not shared    sums of sumProducts
 *   PEARSON         (n·Σxy − Σx·Σy) / √((n·Σx² − (Σx)²)(n·Σy² − (Σy)²))          sums of sumMoments
 *
 * queryPtr f64[3]: a, or p, q, g.  rowsTermsPtr f64[rows × 2]: (aᵥ, unused) or (tᵥ, gᵥ). Neither is read by the other kinds.
 */
export function finishSimilarities(
  kind: u32, rowCount: u32, sumsPtr: usize, minimumSupport: f64, offset: f64, shrinkage: f64,
  queryPtr: usize, rowTermsPtr: usize, similaritiesPtr: usize,
): void {
  for (let row: usize = 0; row < <usize>rowCount; row++) {
    let n: f64 = 0;
    let similarity: f64 = 0;
    if (kind <= RATING_JACCARD) {
      const sums = sumsPtr + (row << 3);
      const first = <f64>load<f32>(sums);
      n = <f64>load<f32>(sums, 4);
      if (kind == MSD) {
        similarity = 1 / (first / n + 1);
      } else {
        const united = load<f64>(queryPtr) + load<f64>(rowTermsPtr + (row << 4)) - n;
        similarity = (kind == JACCARD ? n : first) / united;
      }
    } else if (kind != PEARSON) {
      const sums = sumsPtr + (row << 4);
      const products = <f64>load<f32>(sums);
      n = <f64>load<f32>(sums, 12);
      if (kind == COSINE) {
        similarity = products / sqrt<f64>(<f64>load<f32>(sums, 8) * <f64>load<f32>(sums, 4));
      } else {
        const terms = rowTermsPtr + (row << 4);
        const added = load<f64>(queryPtr) + load<f64>(queryPtr, 8) * load<f64>(terms);
        similarity = (products + added) / (load<f64>(queryPtr, 16) * load<f64>(terms, 8));
      }
    } else {
      const sums = sumsPtr + row * 48;
      n = load<f64>(sums, 24);
      const sumY = load<f64>(sums, 32);
      const sumX = load<f64>(sums, 40);
      const squaresX = n * load<f64>(sums, 16);
      const squaresY = n * load<f64>(sums, 8);
      const varianceX = squaresX - sumX * sumX;
      const varianceY = squaresY - sumY * sumY;
      if (varianceX > ROUNDING * squaresX && varianceY > ROUNDING * squaresY) {
        similarity = (n * load<f64>(sums) - sumX * sumY) / sqrt<f64>(varianceX * varianceY);
      }
    }
    // 0/0 is NaN and x/0 infinite: neither passes.
    if (!(n >= minimumSupport) || !(abs<f64>(similarity) < Infinity)) similarity = 0;
    else if (kind != IMPUTED && shrinkage > 0) similarity *= (n - offset) / (n - offset + shrinkage);
    store<f64>(similaritiesPtr + (row << 3), similarity);
  }
}
