import { blockFilteredOut, boostBlock } from "./block";
import { collect, cut, finish, isFull } from "./shortlist";

/*
 * Models that are one sparse matrix of weights between items: the rows of a history are added up, then the best of the
 * dense scores are kept. Scores lie in f32[scoreLanes]: itemCount rounded up to a multiple of 16 lanes.
 */

/** Scores that one step of selectScores looks at. */
const STEP: u32 = 16;

// @ts-ignore: decorator
@inline
function scoreBytes(itemCount: u32): usize {
  return <usize>((itemCount + (STEP - 1)) & ~(STEP - 1)) << 2;
}

/** scores[column] += product, for one entry of a row. */
// @ts-ignore: decorator
@inline
function addAt(scoresPtr: usize, column: u32, product: f32): void {
  const scorePtr = scoresPtr + (<usize>column << 2);
  store<f32>(scorePtr, load<f32>(scorePtr) + product);
}

/**
 * scores ← Σ_j weights[j] · B[rows[j], ·] over the rows of a history, in their order; what no row reaches is 0.
 *
 * rowsPtr u32[rowCount], weightsPtr f32[rowCount]; B is CSR: offsetsPtr u32[itemCount + 1], columnsPtr u32[entries],
 * valuesPtr f32[entries]; a column comes once a row. scoresPtr f32[scoreLanes], written whole.
 *
 * Products four at a time, each rounded to f32; a score is one f32 sum, in the order of the rows. With n rows:
 * |error| ≤ n · ε₃₂ · Σ_j |weight · B|. Bound by the scattered additions, one an entry.
 */
export function addRows(
  rowsPtr: usize, weightsPtr: usize, rowCount: u32, offsetsPtr: usize, columnsPtr: usize, valuesPtr: usize,
  itemCount: u32, scoresPtr: usize,
): void {
  memory.fill(scoresPtr, 0, scoreBytes(itemCount));
  for (let place: u32 = 0; place < rowCount; place++) {
    const offsetPtr = offsetsPtr + (<usize>load<u32>(rowsPtr + (<usize>place << 2)) << 2);
    const end = <usize>load<u32>(offsetPtr, 4) << 2;
    const weightPtr = weightsPtr + (<usize>place << 2);
    const weights = v128.load_splat<f32>(weightPtr);
    let at = <usize>load<u32>(offsetPtr) << 2;
    for (; at + 16 <= end; at += 16) {
      const products = f32x4.mul(v128.load(valuesPtr + at), weights);
      const columnPtr = columnsPtr + at;
      addAt(scoresPtr, load<u32>(columnPtr), f32x4.extract_lane(products, 0));
      addAt(scoresPtr, load<u32>(columnPtr, 4), f32x4.extract_lane(products, 1));
      addAt(scoresPtr, load<u32>(columnPtr, 8), f32x4.extract_lane(products, 2));
      addAt(scoresPtr, load<u32>(columnPtr, 12), f32x4.extract_lane(products, 3));
    }
    const weight = load<f32>(weightPtr);
    for (; at < end; at += 4) addAt(scoresPtr, load<u32>(columnsPtr + at), load<f32>(valuesPtr + at) * weight);
  }
}

/**
 * scores[i] ← scores[i] with the boost of item i (boostBlock), in place. scoresPtr f32[scoreLanes], boostPtr f32[itemCount].
 */
export function boostScores(scoresPtr: usize, boostPtr: usize, itemCount: u32): void {
  for (let item: u32 = 0; item < itemCount; item += 4) {
    const scorePtr = scoresPtr + (<usize>item << 2);
    v128.store(scorePtr, boostBlock(v128.load(scorePtr), boostPtr, item));
  }
}

/**
 * The best k of a dense array of scores that pass filter and exclusions, sorted best first. Returns how many were found.
 * Arguments are those of the scans (assembly/scan.ts); scoresPtr f32[scoreLanes], what lies behind the last item does not
 * matter. Scores are returned as they are, but −0 as 0. A NaN score is never kept.
 *
 * Sixteen scores are compared with the worst kept one at a time. Items arrive in ascending order, so that an equal score
 * never enters: where most scores are 0, no more than the first 2k + 64 zeros are looked at one by one.
 */
export function selectScores(
  scoresPtr: usize, itemCount: u32, maskPtr: usize, excludePtr: usize, excludeCount: i32, k: i32, listPtr: usize,
): i32 {
  let count = 0;
  let isCut = false;
  let floor: f32 = -Infinity;
  for (let first: u32 = 0; first < itemCount; first += STEP) {
    const from = scoresPtr + (<usize>first << 2);
    const threshold = f32x4.splat(floor);
    if (isCut) {
      const beats01 = v128.or(f32x4.gt(v128.load(from), threshold), f32x4.gt(v128.load(from, 16), threshold));
      const beats23 = v128.or(f32x4.gt(v128.load(from, 32), threshold), f32x4.gt(v128.load(from, 48), threshold));
      if (!v128.any_true(v128.or(beats01, beats23))) continue;
    }
    for (let item = first, end = min(itemCount, first + STEP); item < end; item += 4) {
      if (maskPtr != 0 && blockFilteredOut(maskPtr, item)) continue;
      const scores = v128.load(scoresPtr + (<usize>item << 2));
      if (isCut && !v128.any_true(f32x4.gt(scores, f32x4.splat(floor)))) continue;
      count = collect(scores, item, itemCount, maskPtr, excludePtr, excludeCount, floor, listPtr, count);
      if (!isFull(count, k)) continue;
      floor = cut(listPtr, count, k);
      count = k;
      isCut = true;
    }
  }
  return finish(listPtr, count, k);
}
