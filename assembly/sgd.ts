import { sumLanes } from "./vector";

/*
 * Factorisation of ratings by stochastic gradient descent. With e = r − (μ + b_u + b_i + p_u·q_i), one rating moves
 *
 *   p_u ← p_u + η (e·q_i − λ_u s_u p_u)        b_u ← b_u + η_b (e − λ_b s_u b_u)
 *   q_i ← q_i + η (e·p_u − λ_i s_i q_i)        b_i ← b_i + η_b (e − λ_b s_i b_i)        (all from the values before)
 *
 * which is half of a step against the gradient of its term e² + λ_u s_u ‖p_u‖² + … (Koren, Bell & Volinsky 2009, p. 45).
 *
 *   settingsPtr  f32[7] = μ, η, η_b, λ_u, λ_i, λ_b, λ_y (SVD++ only)
 *   userFactorsPtr f32[users × stride], itemFactorsPtr f32[items × stride]; padding lanes are and stay zero
 *   userBiasesPtr f32[users], itemBiasesPtr f32[items], userScalesPtr f32[users] = s_u, itemScalesPtr f32[items] = s_i
 *
 * All sums are f32, those of squared errors f64. Four accumulators a product, then the rest of the row into the first:
 *
 *   |error of e| ≤ (stride/16 + 8) · ε₃₂ · ( |r| + |μ| + |b_u| + |b_i| + Σ|p·q| )
 *
 * and a new value carries η times that times the other factor, and 4 ε₃₂ of the terms it is summed from.
 */

/** Bytes of an entry: user u32, item u32, rating f32. */
const ENTRY_BYTES: usize = 12;
/** Bytes of a rating in a user's row: item u32, rating f32. */
const RATING_BYTES: usize = 8;

/** Starts a stream of random numbers; the splitmix32 finaliser keeps neighbouring seeds apart. Never 0. */
// @ts-ignore: decorator
@inline
function startRandom(seed: u32): u32 {
  let z = seed + 0x9e3779b9;
  z = (z ^ (z >> 16)) * 0x21f0aaad;
  z = (z ^ (z >> 15)) * 0x735a2d97;
  z ^= z >> 15;
  return z == 0 ? 1 : z;
}

/** The next state of xorshift32 (Marsaglia 2003), which is the random number too. */
// @ts-ignore: decorator
@inline
function nextRandom(state: u32): u32 {
  state ^= state << 13;
  state ^= state >> 17;
  return state ^ (state << 5);
}

/** 0 … bound − 1 from 32 random bits: the high half of the product, uneven by at most bound / 2³². */
// @ts-ignore: decorator
@inline
function below(random: u32, bound: u32): u32 {
  return <u32>((<u64>random * <u64>bound) >> 32);
}

/** p·q with four accumulators: |error| ≤ (stride/16 + 5) · ε₃₂ · Σ|p·q|. */
// @ts-ignore: decorator
@inline
function product(p: usize, q: usize, rowBytes: usize): f32 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let at: usize = 0;
  for (const wide = rowBytes & ~63; at < wide; at += 64) {
    a = f32x4.add(a, f32x4.mul(v128.load(p + at), v128.load(q + at)));
    b = f32x4.add(b, f32x4.mul(v128.load(p + at, 16), v128.load(q + at, 16)));
    c = f32x4.add(c, f32x4.mul(v128.load(p + at, 32), v128.load(q + at, 32)));
    d = f32x4.add(d, f32x4.mul(v128.load(p + at, 48), v128.load(q + at, 48)));
  }
  for (; at < rowBytes; at += 16) a = f32x4.add(a, f32x4.mul(v128.load(p + at), v128.load(q + at)));
  return sumLanes(f32x4.add(f32x4.add(a, c), f32x4.add(b, d)));
}

/** Four lanes of p ← shrinkP·p + step·q and q ← shrinkQ·q + step·p, both from the values before. */
// @ts-ignore: decorator
@inline
function moveLanes(p: usize, q: usize, shrinkP: v128, shrinkQ: v128, step: v128): void {
  const x = v128.load(p);
  const y = v128.load(q);
  v128.store(p, f32x4.add(f32x4.mul(shrinkP, x), f32x4.mul(step, y)));
  v128.store(q, f32x4.add(f32x4.mul(shrinkQ, y), f32x4.mul(step, x)));
}

/**
 * One pass over `count` entries (user u32, item u32, rating f32) in a random order, which is drawn as it goes: a
 * Fisher-Yates shuffle from the front, so that the entries lie in the order in which they were visited afterwards. Returns
 * Σ e², each error taken before its step.
 */
export function sgdPass(
  entriesPtr: usize, count: u32, seed: u32, userFactorsPtr: usize, itemFactorsPtr: usize, stride: u32,
  userBiasesPtr: usize, itemBiasesPtr: usize, userScalesPtr: usize, itemScalesPtr: usize, settingsPtr: usize,
): f64 {
  const rowBytes = <usize>stride << 2;
  const wide = rowBytes & ~63;
  const mean = load<f32>(settingsPtr);
  const rate = load<f32>(settingsPtr, 4);
  const biasRate = load<f32>(settingsPtr, 8);
  const userPenalty = rate * load<f32>(settingsPtr, 12);
  const itemPenalty = rate * load<f32>(settingsPtr, 16);
  const biasPenalty = biasRate * load<f32>(settingsPtr, 20);
  let random = startRandom(seed);
  let squares: f64 = 0;
  for (let index: u32 = 0; index < count; index++) {
    random = nextRandom(random);
    const own = entriesPtr + <usize>index * ENTRY_BYTES;
    const drawn = entriesPtr + <usize>(index + below(random, count - index)) * ENTRY_BYTES;
    const user = load<u32>(drawn);
    const item = load<u32>(drawn, 4);
    const rating = load<f32>(drawn, 8);
    store<u64>(drawn, load<u64>(own));
    store<f32>(drawn, load<f32>(own, 8), 8);
    store<u32>(own, user);
    store<u32>(own, item, 4);
    store<f32>(own, rating, 8);

    const p = userFactorsPtr + <usize>user * rowBytes;
    const q = itemFactorsPtr + <usize>item * rowBytes;
    const userAt = <usize>user << 2;
    const itemAt = <usize>item << 2;
    const userBias = load<f32>(userBiasesPtr + userAt);
    const itemBias = load<f32>(itemBiasesPtr + itemAt);
    const userScale = load<f32>(userScalesPtr + userAt);
    const itemScale = load<f32>(itemScalesPtr + itemAt);
    const error = rating - (mean + userBias + itemBias + product(p, q, rowBytes));
    squares += <f64>error * <f64>error;
    store<f32>(userBiasesPtr + userAt, userBias + (biasRate * error - biasPenalty * userScale * userBias));
    store<f32>(itemBiasesPtr + itemAt, itemBias + (biasRate * error - biasPenalty * itemScale * itemBias));

    const shrinkP = f32x4.splat(1 - userPenalty * userScale);
    const shrinkQ = f32x4.splat(1 - itemPenalty * itemScale);
    const step = f32x4.splat(rate * error);
    let at: usize = 0;
    for (; at < wide; at += 64) {
      moveLanes(p + at, q + at, shrinkP, shrinkQ, step);
      moveLanes(p + at + 16, q + at + 16, shrinkP, shrinkQ, step);
      moveLanes(p + at + 32, q + at + 32, shrinkP, shrinkQ, step);
      moveLanes(p + at + 48, q + at + 48, shrinkP, shrinkQ, step);
    }
    for (; at < rowBytes; at += 16) moveLanes(p + at, q + at, shrinkP, shrinkQ, step);
  }
  return squares;
}

/** Σ e² over `count` entries, without a step. */
export function sgdSquares(
  entriesPtr: usize, count: u32, userFactorsPtr: usize, itemFactorsPtr: usize, stride: u32,
  userBiasesPtr: usize, itemBiasesPtr: usize, settingsPtr: usize,
): f64 {
  const rowBytes = <usize>stride << 2;
  const mean = load<f32>(settingsPtr);
  let squares: f64 = 0;
  const end = entriesPtr + <usize>count * ENTRY_BYTES;
  for (let entry = entriesPtr; entry < end; entry += ENTRY_BYTES) {
    const user = <usize>load<u32>(entry);
    const item = <usize>load<u32>(entry, 4);
    const predicted = mean
      + load<f32>(userBiasesPtr + (user << 2))
      + load<f32>(itemBiasesPtr + (item << 2))
      + product(userFactorsPtr + user * rowBytes, itemFactorsPtr + item * rowBytes, rowBytes);
    const error = load<f32>(entry, 8) - predicted;
    squares += <f64>error * <f64>error;
  }
  return squares;
}

/**
 * The batch form: each row x of one side moves once, against the gradient of all its ratings, with the other side fixed:
 *
 *   x ← x + η ( Σ_j (r_j − x·y_j) y_j − λ x )
 *
 * Rows rowStart … rowEnd (without rowEnd) of a CSR matrix (offsetsPtr u32, indicesPtr u32, valuesPtr f32); rows do not
 * touch each other. ownPtr f32[rows × stride], otherPtr f32[others × stride], scratchPtr f32[stride]. Returns Σ e² of these
 * rows, taken before their step.
 */
export function sgdBatchRows(
  rowStart: u32, rowEnd: u32, offsetsPtr: usize, indicesPtr: usize, valuesPtr: usize, ownPtr: usize, otherPtr: usize,
  stride: u32, learningRate: f32, regularization: f32, scratchPtr: usize,
): f64 {
  const rowBytes = <usize>stride << 2;
  let squares: f64 = 0;
  for (let row = rowStart; row < rowEnd; row++) {
    const x = ownPtr + <usize>row * rowBytes;
    memory.fill(scratchPtr, 0, rowBytes);
    const end = <usize>load<u32>(offsetsPtr + (<usize>row << 2), 4);
    for (let index = <usize>load<u32>(offsetsPtr + (<usize>row << 2)); index < end; index++) {
      const y = otherPtr + <usize>load<u32>(indicesPtr + (index << 2)) * rowBytes;
      const error = load<f32>(valuesPtr + (index << 2)) - product(x, y, rowBytes);
      squares += <f64>error * <f64>error;
      const weight = f32x4.splat(error);
      for (let at: usize = 0; at < rowBytes; at += 16) {
        v128.store(scratchPtr + at, f32x4.add(v128.load(scratchPtr + at), f32x4.mul(weight, v128.load(y + at))));
      }
    }
    const shrink = f32x4.splat(1 - learningRate * regularization);
    const step = f32x4.splat(learningRate);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const moved = f32x4.mul(step, v128.load(scratchPtr + at));
      v128.store(x + at, f32x4.add(f32x4.mul(shrink, v128.load(x + at)), moved));
    }
  }
  return squares;
}

/**
 * z ← |N|^−½ Σ_{j∈N} y_j, the implicit part of one user: `count` ratings (item u32, rating f32) at ratingsPtr.
 * zPtr f32[stride]. |error| ≤ (count + 3) · ε₃₂ · |N|^−½ Σ|y|.
 */
// @ts-ignore: decorator
@inline
function implicitSum(ratingsPtr: usize, count: u32, implicitPtr: usize, rowBytes: usize, zPtr: usize): void {
  memory.fill(zPtr, 0, rowBytes);
  const end = ratingsPtr + <usize>count * RATING_BYTES;
  for (let rating = ratingsPtr; rating < end; rating += RATING_BYTES) {
    const y = implicitPtr + <usize>load<u32>(rating) * rowBytes;
    for (let at: usize = 0; at < rowBytes; at += 16) {
      v128.store(zPtr + at, f32x4.add(v128.load(zPtr + at), v128.load(y + at)));
    }
  }
  const root = f32x4.splat(1 / sqrt<f32>(<f32>count));
  for (let at: usize = 0; at < rowBytes; at += 16) v128.store(zPtr + at, f32x4.mul(root, v128.load(zPtr + at)));
}

/**
 * SVD++ (Koren 2008, eq. 15): r̂ = μ + b_u + b_i + q_i·(p_u + z_u), z_u = |N|^−½ Σ_{j∈N} y_j. Visits the users
 * order[0 … userCount), each with all ratings in a random order. A rating moves b_u, b_i, p_u as above, and
 *
 *   q_i ← q_i + η (e·(p_u + z_u) − λ_i s_i q_i)        y_j ← y_j + η (e·|N|^−½ q_i − λ_y s_u y_j)   for every j ∈ N
 *
 * All y_j of a user are moved alike, so z_u obeys a recurrence of its own, z ← (1 − η λ_y s_u) z + η e q_i, and after n
 * ratings y_j = c·y_j(before) + |N|^−½ (z − c·z(before)), c = (1 − η λ_y s_u)ⁿ. The y_j are therefore read and written once a
 * user, and the result is that of writing them at every rating: O(stride) a rating in place of O(n · stride).
 *
 * offsetsPtr u32[users + 1] into ratingsPtr (item u32, rating f32), implicitPtr f32[items × stride] = y,
 * scratchPtr f32[2 × stride]. Each user draws from the seed and their own index. Returns Σ e², each before its step.
 */
export function svdppPass(
  orderPtr: usize, userCount: u32, seed: u32, offsetsPtr: usize, ratingsPtr: usize, userFactorsPtr: usize,
  itemFactorsPtr: usize, implicitPtr: usize, stride: u32, userBiasesPtr: usize, itemBiasesPtr: usize,
  userScalesPtr: usize, itemScalesPtr: usize, settingsPtr: usize, scratchPtr: usize,
): f64 {
  const rowBytes = <usize>stride << 2;
  const z = scratchPtr;
  const before = scratchPtr + rowBytes;
  const mean = load<f32>(settingsPtr);
  const rate = load<f32>(settingsPtr, 4);
  const biasRate = load<f32>(settingsPtr, 8);
  const userPenalty = rate * load<f32>(settingsPtr, 12);
  const itemPenalty = rate * load<f32>(settingsPtr, 16);
  const biasPenalty = biasRate * load<f32>(settingsPtr, 20);
  const implicitPenalty = rate * load<f32>(settingsPtr, 24);
  let squares: f64 = 0;
  for (let place: usize = 0; place < <usize>userCount; place++) {
    const user = load<u32>(orderPtr + (place << 2));
    const start = load<u32>(offsetsPtr + (<usize>user << 2));
    const count = load<u32>(offsetsPtr + (<usize>user << 2), 4) - start;
    if (count == 0) continue;
    const ratings = ratingsPtr + <usize>start * RATING_BYTES;
    const p = userFactorsPtr + <usize>user * rowBytes;
    const userScale = load<f32>(userScalesPtr + (<usize>user << 2));
    let userBias = load<f32>(userBiasesPtr + (<usize>user << 2));
    const shrinkP = f32x4.splat(1 - userPenalty * userScale);
    const shrink: f32 = 1 - implicitPenalty * userScale;
    const shrinkZ = f32x4.splat(shrink);
    let whole: f64 = 1;
    implicitSum(ratings, count, implicitPtr, rowBytes, z);
    memory.copy(before, z, rowBytes);
    let random = startRandom(seed ^ (user * 0x85ebca6b));
    for (let index: u32 = 0; index < count; index++) {
      random = nextRandom(random);
      const own = ratings + <usize>index * RATING_BYTES;
      const drawn = ratings + <usize>(index + below(random, count - index)) * RATING_BYTES;
      const entry = load<u64>(drawn);
      store<u64>(drawn, load<u64>(own));
      store<u64>(own, entry);

      const itemAt = <usize>load<u32>(own) << 2;
      const q = itemFactorsPtr + itemAt * <usize>stride;
      const itemBias = load<f32>(itemBiasesPtr + itemAt);
      const itemScale = load<f32>(itemScalesPtr + itemAt);
      let sum = f32x4.splat(0);
      let other = sum;
      let at: usize = 0;
      for (const wide = rowBytes & ~31; at < wide; at += 32) {
        const low = f32x4.add(v128.load(p + at), v128.load(z + at));
        const high = f32x4.add(v128.load(p + at, 16), v128.load(z + at, 16));
        sum = f32x4.add(sum, f32x4.mul(low, v128.load(q + at)));
        other = f32x4.add(other, f32x4.mul(high, v128.load(q + at, 16)));
      }
      if (at < rowBytes) {
        const last = f32x4.add(v128.load(p + at), v128.load(z + at));
        sum = f32x4.add(sum, f32x4.mul(last, v128.load(q + at)));
      }
      const error = load<f32>(own, 4) - (mean + userBias + itemBias + sumLanes(f32x4.add(sum, other)));
      squares += <f64>error * <f64>error;
      userBias += biasRate * error - biasPenalty * userScale * userBias;
      store<f32>(itemBiasesPtr + itemAt, itemBias + (biasRate * error - biasPenalty * itemScale * itemBias));
      whole *= <f64>shrink;
      const shrinkQ = f32x4.splat(1 - itemPenalty * itemScale);
      const step = f32x4.splat(rate * error);
      for (at = 0; at < rowBytes; at += 16) {
        const x = v128.load(p + at);
        const implicit = v128.load(z + at);
        const y = v128.load(q + at);
        const moved = f32x4.mul(step, y);
        v128.store(p + at, f32x4.add(f32x4.mul(shrinkP, x), moved));
        v128.store(z + at, f32x4.add(f32x4.mul(shrinkZ, implicit), moved));
        v128.store(q + at, f32x4.add(f32x4.mul(shrinkQ, y), f32x4.mul(step, f32x4.add(x, implicit))));
      }
    }
    store<f32>(userBiasesPtr + (<usize>user << 2), userBias);
    // before ← |N|^−½ (z − c·before), which every y_j of the user is moved by.
    const kept = f32x4.splat(<f32>whole);
    const root = f32x4.splat(1 / sqrt<f32>(<f32>count));
    for (let at: usize = 0; at < rowBytes; at += 16) {
      const gain = f32x4.sub(v128.load(z + at), f32x4.mul(kept, v128.load(before + at)));
      v128.store(before + at, f32x4.mul(root, gain));
    }
    const end = ratings + <usize>count * RATING_BYTES;
    for (let rating = ratings; rating < end; rating += RATING_BYTES) {
      const y = implicitPtr + <usize>load<u32>(rating) * rowBytes;
      for (let at: usize = 0; at < rowBytes; at += 16) {
        v128.store(y + at, f32x4.add(f32x4.mul(kept, v128.load(y + at)), v128.load(before + at)));
      }
    }
  }
  return squares;
}

/** Σ e² of SVD++ over all ratings of the users userStart … userEnd (without userEnd), without a step. */
export function svdppSquares(
  userStart: u32, userEnd: u32, offsetsPtr: usize, ratingsPtr: usize, userFactorsPtr: usize, itemFactorsPtr: usize,
  implicitPtr: usize, stride: u32, userBiasesPtr: usize, itemBiasesPtr: usize, settingsPtr: usize, scratchPtr: usize,
): f64 {
  const rowBytes = <usize>stride << 2;
  const mean = load<f32>(settingsPtr);
  let squares: f64 = 0;
  for (let user = userStart; user < userEnd; user++) {
    const start = load<u32>(offsetsPtr + (<usize>user << 2));
    const count = load<u32>(offsetsPtr + (<usize>user << 2), 4) - start;
    if (count == 0) continue;
    const ratings = ratingsPtr + <usize>start * RATING_BYTES;
    implicitSum(ratings, count, implicitPtr, rowBytes, scratchPtr);
    const p = userFactorsPtr + <usize>user * rowBytes;
    for (let at: usize = 0; at < rowBytes; at += 16) {
      v128.store(scratchPtr + at, f32x4.add(v128.load(scratchPtr + at), v128.load(p + at)));
    }
    const level = mean + load<f32>(userBiasesPtr + (<usize>user << 2));
    const end = ratings + <usize>count * RATING_BYTES;
    for (let rating = ratings; rating < end; rating += RATING_BYTES) {
      const item = <usize>load<u32>(rating);
      const predicted = level
        + load<f32>(itemBiasesPtr + (item << 2))
        + product(scratchPtr, itemFactorsPtr + item * rowBytes, rowBytes);
      const error = load<f32>(rating, 4) - predicted;
      squares += <f64>error * <f64>error;
    }
  }
  return squares;
}
