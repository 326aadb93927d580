import { advance, below, mix } from "./random";
import { contains } from "./pairs";
import { addScaled, dot } from "./vector";

/*
 * Weighted approximate-rank pairwise learning: for an interaction (u, i), items are drawn until one, j, scores within a
 * margin of 1 of i. The more draws that took, the better i stands already, and the less is done about it:
 *
 *   ℓ_N · max(0, 1 − xᵤ·(yᵢ − yⱼ) − bᵢ + bⱼ),     ℓ_N = ln ⌊(items − 1) / N⌋ at the N-th draw
 *
 * (Weston, Bengio & Usunier 2011, section 4.) Users and items are sums of the embeddings of their features:
 * x = Σ_f v_f·e_f (Kula 2015). Rows are laid out as in bpr.ts: lane `factorCount` is an item's bias, and 1 in a user.
 *
 * One side (users or items) is described by five words, u32[5]:
 *   offsets u32[rows + 1], features u32[…], values f32[…]   the features of each row (CSR); all 0: row r has feature r, with 1
 *   embeddings f32[features × stride]
 *   squares f32[features × stride]   sums of squared gradients, for adagrad; 0 = plain steps
 */
const OFFSETS: usize = 0;
const FEATURES: usize = 4;
const VALUES: usize = 8;
const EMBEDDINGS: usize = 12;
const SQUARES: usize = 16;

/** Writes the representation of a row where it is summed, and returns where it lies. */
// @ts-ignore: decorator
@inline
function represent(sidePtr: usize, row: u32, stride: u32, sumPtr: usize): usize {
  const offsets = <usize>load<u32>(sidePtr, OFFSETS);
  const bytes = <usize>stride << 2;
  const embeddings = <usize>load<u32>(sidePtr, EMBEDDINGS);
  if (offsets == 0) return embeddings + <usize>row * bytes;
  memory.fill(sumPtr, 0, bytes);
  const features = <usize>load<u32>(sidePtr, FEATURES);
  const values = <usize>load<u32>(sidePtr, VALUES);
  const end = load<u32>(offsets + (<usize>row << 2), 4);
  for (let at = load<u32>(offsets + (<usize>row << 2)); at < end; at++) {
    const feature = <usize>load<u32>(features + (<usize>at << 2));
    addScaled(sumPtr, embeddings + feature * bytes, load<f32>(values + (<usize>at << 2)), stride);
  }
  return sumPtr;
}

/** One step for an embedding: g ← scale·gradient + λe; e ← e − η·g (with squares q: e − η·g/√q, then q ← q + g²). */
// @ts-ignore: decorator
@inline
function move(
  ePtr: usize, qPtr: usize, gradientPtr: usize, scale: f32, learningRate: f32, regularization: f32, bytes: usize,
): void {
  const scales = f32x4.splat(scale);
  const rates = f32x4.splat(learningRate);
  const penalties = f32x4.splat(regularization);
  for (let at: usize = 0; at < bytes; at += 16) {
    const e = v128.load(ePtr + at);
    const g = f32x4.add(f32x4.mul(scales, v128.load(gradientPtr + at)), f32x4.mul(penalties, e));
    let step = f32x4.mul(rates, g);
    if (qPtr != 0) {
      const q = v128.load(qPtr + at);
      step = f32x4.div(step, f32x4.sqrt(q));
      v128.store(qPtr + at, f32x4.add(q, f32x4.mul(g, g)));
    }
    v128.store(ePtr + at, f32x4.sub(e, step));
  }
}

/** The same for all features of a row. */
function moveRow(
  sidePtr: usize, row: u32, gradientPtr: usize, sign: f32, learningRate: f32, regularization: f32, bytes: usize,
): void {
  const offsets = <usize>load<u32>(sidePtr, OFFSETS);
  const embeddings = <usize>load<u32>(sidePtr, EMBEDDINGS);
  const squares = <usize>load<u32>(sidePtr, SQUARES);
  if (offsets == 0) {
    const skip = <usize>row * bytes;
    const q = squares == 0 ? 0 : squares + skip;
    move(embeddings + skip, q, gradientPtr, sign, learningRate, regularization, bytes);
    return;
  }
  const features = <usize>load<u32>(sidePtr, FEATURES);
  const values = <usize>load<u32>(sidePtr, VALUES);
  const end = load<u32>(offsets + (<usize>row << 2), 4);
  for (let at = load<u32>(offsets + (<usize>row << 2)); at < end; at++) {
    const skip = <usize>load<u32>(features + (<usize>at << 2)) * bytes;
    const scale = sign * load<f32>(values + (<usize>at << 2));
    const q = squares == 0 ? 0 : squares + skip;
    move(embeddings + skip, q, gradientPtr, scale, learningRate, regularization, bytes);
  }
}

/**
 * `count` steps: each takes an interaction, uniform among all, draws up to `maximumSampled` items (uniform, or popular ≠ 0:
 * in proportion to their interactions) and, at the first within the margin that u does not have, moves u, i and j against
 * the gradient of ℓ_N times the hinge. Returns how many interactions found such an item.
 *
 * statePtr u64, advanced     ownersPtr, offsetsPtr, indicesPtr: the interactions, as in bprSample
 * lossesPtr f32[maximumSampled]: ℓ_1, ℓ_2, …     scratchPtr f32[5 × stride]
 * f32; a step errs by at most η·ℓ · (stride/4 + 8) · ε₃₂ · (|x| + |yᵢ| + |yⱼ|) in each number, and ε₃₂ of the number itself.
 */
export function warpSweep(
  statePtr: usize, count: u32, entryCount: u32, ownersPtr: usize, offsetsPtr: usize, indicesPtr: usize,
  itemCount: u32, popular: u32, userSidePtr: usize, itemSidePtr: usize, stride: u32, factorCount: u32,
  learningRate: f32, userRegularization: f32, itemRegularization: f32, lossesPtr: usize, maximumSampled: u32, scratchPtr: usize,
): u32 {
  const bytes = <usize>stride << 2;
  const biasAt = <usize>factorCount << 2;
  const itemGradient = scratchPtr + 3 * bytes;
  const userGradient = scratchPtr + 4 * bytes;
  const userIsPlain = load<u32>(userSidePtr, OFFSETS) == 0;
  let state = load<u64>(statePtr);
  let found: u32 = 0;
  for (let index: u32 = 0; index < count; index++) {
    state = advance(state);
    let bits = mix(state);
    const entry = <usize>below(<u32>(bits >> 32), entryCount) << 2;
    const user = load<u32>(ownersPtr + entry);
    const item = load<u32>(indicesPtr + entry);
    const start = load<u32>(offsetsPtr + (<usize>user << 2));
    const length = load<u32>(offsetsPtr + (<usize>user << 2), 4) - start;
    const x = represent(userSidePtr, user, stride, scratchPtr);
    store<f32>(x + biasAt, 1);
    const y = represent(itemSidePtr, item, stride, scratchPtr + bytes);
    const threshold = dot(x, y, stride) - 1;
    for (let draw: u32 = 0; draw < maximumSampled; draw++) {
      let other: u32;
      if (popular != 0) other = load<u32>(indicesPtr + (<usize>below(<u32>bits, entryCount) << 2));
      else other = below(<u32>bits, itemCount);
      state = advance(state);
      bits = mix(state);
      const z = represent(itemSidePtr, other, stride, scratchPtr + 2 * bytes);
      if (!(dot(x, z, stride) > threshold)) continue;
      if (contains(indicesPtr + (<usize>start << 2), length, other)) continue;
      const loss = f32x4.splat(load<f32>(lossesPtr + (<usize>draw << 2)));
      for (let at: usize = 0; at < bytes; at += 16) {
        v128.store(itemGradient + at, f32x4.neg(f32x4.mul(loss, v128.load(x + at))));
        v128.store(userGradient + at, f32x4.mul(loss, f32x4.sub(v128.load(z + at), v128.load(y + at))));
      }
      store<f32>(userGradient + biasAt, 0);
      moveRow(itemSidePtr, item, itemGradient, 1, learningRate, itemRegularization, bytes);
      moveRow(itemSidePtr, other, itemGradient, -1, learningRate, itemRegularization, bytes);
      moveRow(userSidePtr, user, userGradient, 1, learningRate, userRegularization, bytes);
      // The penalty must not wear down the partner of the bias.
      if (userIsPlain) store<f32>(x + biasAt, 1);
      found++;
      break;
    }
  }
  store<u64>(statePtr, state);
  return found;
}

/** Representations of rows rowStart … rowEnd (without rowEnd), one after another: outPtr f32[rows × stride], row 0 first. */
export function sumFeatures(sidePtr: usize, rowStart: u32, rowEnd: u32, stride: u32, outPtr: usize): void {
  const bytes = <usize>stride << 2;
  for (let row = rowStart; row < rowEnd; row++) {
    const to = outPtr + <usize>row * bytes;
    const from = represent(sidePtr, row, stride, to);
    if (from != to) memory.copy(to, from, bytes);
  }
}

/**
 * Σ over the given interactions of ln(max(1, r)) · H / r, the loss of an interaction (u, i) when all items are looked at:
 * r items that u does not have score within 1 of i, and H is the sum of their hinges 1 − s_i + s_j. 0 where r = 0.
 *
 * usersPtr f32[users × stride] and itemsPtr f32[items × stride] as in bpr.ts; entriesPtr u32[count], into the interactions.
 * Scores in f32, sums in f64. O(count · items · stride).
 */
export function warpLoss(
  entriesPtr: usize, count: u32, ownersPtr: usize, offsetsPtr: usize, indicesPtr: usize, itemCount: u32,
  usersPtr: usize, itemsPtr: usize, stride: u32,
): f64 {
  const bytes = <usize>stride << 2;
  let total: f64 = 0;
  for (let index: u32 = 0; index < count; index++) {
    const entry = <usize>load<u32>(entriesPtr + (<usize>index << 2)) << 2;
    const user = load<u32>(ownersPtr + entry);
    const x = usersPtr + <usize>user * bytes;
    const threshold = dot(x, itemsPtr + <usize>load<u32>(indicesPtr + entry) * bytes, stride) - 1;
    let own = load<u32>(offsetsPtr + (<usize>user << 2));
    const end = load<u32>(offsetsPtr + (<usize>user << 2), 4);
    let rank: f64 = 0;
    let hinges: f64 = 0;
    for (let other: u32 = 0; other < itemCount; other++) {
      if (own < end && load<u32>(indicesPtr + (<usize>own << 2)) == other) {
        own++;
        continue;
      }
      const score = dot(x, itemsPtr + <usize>other * bytes, stride);
      if (!(score <= threshold)) {
        rank += 1;
        hinges += <f64>score - <f64>threshold;
      }
    }
    if (rank > 0) total += Math.log(rank) * hinges / rank;
  }
  return total;
}
