/** predictedRating before clipping = constant(u) + query(u) · row(i): what the scan kernel ranks by. */
export interface RatingProduct {
  /** f32[items × laneCount], row-major: the factors first, then lanes that are no factors. */
  readonly rows: Float32Array;
  readonly laneCount: number;
  /** Leading lanes in which alike items are alike. */
  readonly factorCount: number;
  /** The lanes of a query behind the factors, for a user of whom only factors are known. */
  readonly userBiases?: readonly number[] | undefined;
  /** f32[laneCount] */
  readonly queryOf: (items: Uint32Array, ratings: Float32Array) => Float32Array;
}

/** query · row(i) by item, in f64. */
export function productWithRow({ rows, laneCount }: RatingProduct, query: Float32Array): (item: number) => number {
  return (item) => {
    let sum = 0;
    for (let lane = 0; lane < laneCount; lane++) sum += query[lane]! * rows[item * laneCount + lane]!;
    return sum;
  };
}

/** u8[items]: 1 for an item whose row is 0 in every lane: of it nothing was learned, and its score is 0 for everybody. */
export function bareItems({ rows, laneCount }: RatingProduct): Uint8Array {
  const isBare = new Uint8Array(rows.length / laneCount);
  for (let item = 0; item < isBare.length; item++) {
    if (rows.subarray(item * laneCount, (item + 1) * laneCount).every((value) => value === 0)) isBare[item] = 1;
  }
  return isBare;
}
