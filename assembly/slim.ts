import { keepLargest } from "./keep-largest";

/** Passes over the weights that are not zero, before all are looked at again. */
const ACTIVE_PASSES: u32 = 8;

/** w_i ← the minimiser over w_i ≥ 0 with all else fixed; p follows. Returns the size of the step. */
// @ts-ignore: decorator
@inline
function step(
  usersPtr: usize, count: u32, together: f32, l1: f32, l2: f32, weightPtr: usize, predictionPtr: usize,
): f32 {
  const end = usersPtr + (<usize>count << 2);
  let sum0: f32 = 0, sum1: f32 = 0, sum2: f32 = 0, sum3: f32 = 0;
  let at = usersPtr;
  for (; at + 16 <= end; at += 16) {
    sum0 += load<f32>(predictionPtr + (<usize>load<u32>(at) << 2));
    sum1 += load<f32>(predictionPtr + (<usize>load<u32>(at, 4) << 2));
    sum2 += load<f32>(predictionPtr + (<usize>load<u32>(at, 8) << 2));
    sum3 += load<f32>(predictionPtr + (<usize>load<u32>(at, 12) << 2));
  }
  for (; at < end; at += 4) sum0 += load<f32>(predictionPtr + (<usize>load<u32>(at) << 2));
  const old = load<f32>(weightPtr);
  const pull = together - (sum0 + sum2 + (sum1 + sum3)) + <f32>count * old - l1;
  const weight = pull > 0 ? pull / (<f32>count + l2) : 0;
  const change = weight - old;
  if (change == 0) return 0;
  store<f32>(weightPtr, weight);
  for (at = usersPtr; at < end; at += 4) {
    const place = predictionPtr + (<usize>load<u32>(at) << 2);
    store<f32>(place, load<f32>(place) + change);
  }
  return abs<f32>(change);
}

/**
 * SLIM: the weights w ≥ 0, w_j = 0, by which other items explain item j, for items itemStart … itemEnd (without itemEnd):
 *
 *   min  ½ ‖x_j − X·w‖²  +  l2/2 ‖w‖²  +  l1 ‖w‖₁        X users × items of ones, x_j its column j
 *
 * by coordinate descent, `epochs` passes at most, or until no weight moves by more than `tolerance`. Only items that more than
 * l1 users share with j can have a weight, for X ≥ 0 and w ≥ 0. After a pass over all of them, passes go over those with a
 * weight until these rest, eight times at most; then all are looked at again.
 *
 *   user* CSR users × items, item* CSR items × users (offsets u32, indices u32)
 *   out: for item j at j · capacity u32 and f32, the `capacity` largest weights in no order; countsPtr u32[items]
 *   objectivesPtr f64[items]: the objective of each item after its last pass, with all weights
 *   scratchPtr: f32[users], f32[items], f32[items] all zero before and after, then u32[items], u32[items]
 *
 * Predictions p = X·w are kept in f32 and brought up by every step: their error grows with the steps, at most ε₃₂ each.
 * Source: Ning & Karypis 2011, equations 3 and 4; Friedman, Hastie & Tibshirani 2010, section 2.
 */
export function slimItems(
  itemStart: u32, itemEnd: u32, userCount: u32, itemCount: u32, userOffsetsPtr: usize, userIndicesPtr: usize,
  itemOffsetsPtr: usize, itemIndicesPtr: usize, l1: f32, l2: f32, epochs: u32, tolerance: f32, capacity: u32,
  outIndicesPtr: usize, outValuesPtr: usize, countsPtr: usize, objectivesPtr: usize, scratchPtr: usize,
): void {
  const predictionPtr = scratchPtr;
  const weightsPtr = predictionPtr + (<usize>userCount << 2);
  const togetherPtr = weightsPtr + (<usize>itemCount << 2);
  const touchedPtr = togetherPtr + (<usize>itemCount << 2);
  const activePtr = touchedPtr + (<usize>itemCount << 2);
  for (let item = itemStart; item < itemEnd; item++) {
    const own = <usize>load<u32>(itemOffsetsPtr + (<usize>item << 2)) << 2;
    const ownEnd = <usize>load<u32>(itemOffsetsPtr + (<usize>item << 2), 4) << 2;
    let touched: usize = 0;
    for (let at = own; at < ownEnd; at += 4) {
      const user = <usize>load<u32>(itemIndicesPtr + at);
      const end = <usize>load<u32>(userOffsetsPtr + (user << 2), 4) << 2;
      for (let entry = <usize>load<u32>(userOffsetsPtr + (user << 2)) << 2; entry < end; entry += 4) {
        const other = load<u32>(userIndicesPtr + entry);
        const place = togetherPtr + (<usize>other << 2);
        const count = load<f32>(place);
        if (count == 0) {
          store<u32>(touchedPtr + (touched << 2), other);
          touched++;
        }
        store<f32>(place, count + 1);
      }
    }
    // Only who can have a weight stays; the counts of the others are done with.
    let candidates: usize = 0;
    for (let at: usize = 0; at < touched; at++) {
      const other = load<u32>(touchedPtr + (at << 2));
      const place = togetherPtr + (<usize>other << 2);
      if (other != item && load<f32>(place) > l1) {
        store<u32>(touchedPtr + (candidates << 2), other);
        candidates++;
      } else {
        store<f32>(place, 0);
      }
    }
    let active: usize = 0;
    let whole = true;
    let sinceWhole: u32 = 0;
    for (let epoch: u32 = 0; epoch < epochs; epoch++) {
      const listPtr = whole ? touchedPtr : activePtr;
      const length = whole ? candidates : active;
      let largest: f32 = 0;
      for (let at: usize = 0; at < length; at++) {
        const other = <usize>load<u32>(listPtr + (at << 2));
        const first = load<u32>(itemOffsetsPtr + (other << 2));
        const count = load<u32>(itemOffsetsPtr + (other << 2), 4) - first;
        const together = load<f32>(togetherPtr + (other << 2));
        const usersPtr = itemIndicesPtr + (<usize>first << 2);
        const change = step(usersPtr, count, together, l1, l2, weightsPtr + (other << 2), predictionPtr);
        largest = max<f32>(largest, change);
      }
      const rests = !(largest > tolerance);
      if (whole && rests) break;
      if (whole) {
        active = 0;
        for (let at: usize = 0; at < candidates; at++) {
          const other = load<u32>(touchedPtr + (at << 2));
          if (load<f32>(weightsPtr + (<usize>other << 2)) == 0) continue;
          store<u32>(activePtr + (active << 2), other);
          active++;
        }
      }
      sinceWhole = whole ? 1 : sinceWhole + 1;
      whole = rests || sinceWhole > ACTIVE_PASSES;
    }
    finish(
      item, own, ownEnd, candidates, itemOffsetsPtr, itemIndicesPtr, l1, l2, capacity, outIndicesPtr, outValuesPtr,
      countsPtr, objectivesPtr, predictionPtr, weightsPtr, togetherPtr, touchedPtr,
    );
  }
}

/** Sums the objective, writes the weights of one item, and clears what it used. */
function finish(
  item: u32, own: usize, ownEnd: usize, candidates: usize, itemOffsetsPtr: usize, itemIndicesPtr: usize, l1: f32,
  l2: f32, capacity: u32, outIndicesPtr: usize, outValuesPtr: usize, countsPtr: usize, objectivesPtr: usize,
  predictionPtr: usize, weightsPtr: usize, togetherPtr: usize, touchedPtr: usize,
): void {
  let objective: f64 = 0;
  // Where x = 1 the error is (1 − p)² = p² + 1 − 2p; p² itself is counted below, once a user.
  for (let at = own; at < ownEnd; at += 4) {
    objective += 0.5 - <f64>load<f32>(predictionPtr + (<usize>load<u32>(itemIndicesPtr + at) << 2));
  }
  const skip = (<usize>item * <usize>capacity) << 2;
  let count: u32 = 0;
  for (let at: usize = 0; at < candidates; at++) {
    const other = load<u32>(touchedPtr + (at << 2));
    const place = <usize>other << 2;
    const weight = load<f32>(weightsPtr + place);
    store<f32>(togetherPtr + place, 0);
    store<f32>(weightsPtr + place, 0);
    if (weight > 0) {
      objective += 0.5 * <f64>l2 * <f64>weight * <f64>weight + <f64>l1 * <f64>weight;
      count = keepLargest(outIndicesPtr + skip, outValuesPtr + skip, count, capacity, other, weight);
    }
    // Candidates without a weight too: one that had a weight on the way leaves rounding in p, which the next item must not see.
    const end = <usize>load<u32>(itemOffsetsPtr + place, 4) << 2;
    for (let entry = <usize>load<u32>(itemOffsetsPtr + place) << 2; entry < end; entry += 4) {
      const predicted = predictionPtr + (<usize>load<u32>(itemIndicesPtr + entry) << 2);
      const value = <f64>load<f32>(predicted);
      objective += 0.5 * value * value;
      store<f32>(predicted, 0);
    }
  }
  store<u32>(countsPtr + (<usize>item << 2), count);
  store<f64>(objectivesPtr + (<usize>item << 3), objective);
}
