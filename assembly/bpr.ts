import { advance, below, mix } from "./random";
import { contains, margin, sigmoidOfMinus } from "./pairs";
import { dot } from "./vector";

/*
 * Bayesian personalised ranking: stochastic gradient descent on triples (u, i, j) in which user u has item i and not j.
 *
 *   min  E_(u,i,j) [ −ln σ(z) + ½ ( λᵤ‖xᵤ‖² + λᵢ‖yᵢ‖² + λⱼ‖yⱼ‖² + λ_b (bᵢ² + bⱼ²) ) ],     z = xᵤ·(yᵢ − yⱼ) + bᵢ − bⱼ
 *
 * (Rendle et al. 2009, section 4.) A bias is lane `factorCount` of its item's row, and that lane of a user's row is 1 and
 * stays so: one dot product then has both, and no row needs a second look-up.
 *
 *   usersPtr f32[users × stride]: x, 1, zeros          itemsPtr f32[items × stride]: y, b, zeros
 *   stride = factorCount + 1 rounded up to a multiple of 4; padding lanes are and stay zero.
 *   triplesPtr u32[count × 3]: u, i, j
 */

/** Draws of a negative item before a triple is given up: only users who have nearly everything come so far. */
const MAXIMUM_DRAWS: u32 = 64;

/**
 * Draws `count` triples. (u, i) is uniform over the interactions; j is uniform over the items (popular = 0) or over the
 * interactions (popular ≠ 0), and drawn again while u has it. Returns how many were written: a triple whose 64 draws all
 * failed is left out.
 *
 * statePtr u64, advanced     ownersPtr u32[entries] = the user of each interaction
 * offsetsPtr u32[users + 1], indicesPtr u32[entries] = the items of each user, ascending (CSR)
 */
export function bprSample(
  statePtr: usize, count: u32, entryCount: u32, ownersPtr: usize, offsetsPtr: usize, indicesPtr: usize,
  itemCount: u32, popular: u32, triplesPtr: usize,
): u32 {
  let state = load<u64>(statePtr);
  let to = triplesPtr;
  for (let index: u32 = 0; index < count; index++) {
    state = advance(state);
    let bits = mix(state);
    const entry = <usize>below(<u32>(bits >> 32), entryCount) << 2;
    const user = load<u32>(ownersPtr + entry);
    const start = load<u32>(offsetsPtr + (<usize>user << 2));
    const length = load<u32>(offsetsPtr + (<usize>user << 2), 4) - start;
    const own = indicesPtr + (<usize>start << 2);
    for (let draw: u32 = 0; draw < MAXIMUM_DRAWS; draw++) {
      let other: u32;
      if (popular != 0) other = load<u32>(indicesPtr + (<usize>below(<u32>bits, entryCount) << 2));
      else other = below(<u32>bits, itemCount);
      if (!contains(own, length, other)) {
        store<u32>(to, user);
        store<u32>(to, load<u32>(indicesPtr + entry), 4);
        store<u32>(to, other, 8);
        to += 12;
        break;
      }
      state = advance(state);
      bits = mix(state);
    }
  }
  store<u64>(statePtr, state);
  return <u32>((to - triplesPtr) / 12);
}

/**
 * One step of descent for each triple, in order, from the values that the step before left. With g = σ(−z) and rate η:
 *
 *   xᵤ += η (g (yᵢ − yⱼ) − λᵤ xᵤ),   yᵢ += η (g xᵤ − λᵢ yᵢ),   yⱼ += η (−g xᵤ − λⱼ yⱼ),   bᵢ += η (g − λ_b bᵢ),   bⱼ += η (−g − λ_b bⱼ)
 *
 * all from the old xᵤ. f32; one step errs by at most η · ((stride/8 + 12) · ε₃₂ · (1 + Σ|x|(|yᵢ| + |yⱼ|)) · (|x| + |yᵢ| + |yⱼ|))
 * in each number, and ε₃₂ of the number itself.
 */
export function bprUpdate(
  triplesPtr: usize, count: u32, usersPtr: usize, itemsPtr: usize, stride: u32, factorCount: u32,
  learningRate: f32, userRegularization: f32, itemRegularization: f32, negativeRegularization: f32, biasRegularization: f32,
): void {
  const bytes = <usize>stride << 2;
  const last = bytes - 16;
  const rate = f32x4.splat(learningRate);
  const isBias = f32x4.eq(f32x4(0, 1, 2, 3), f32x4.splat(<f32>(factorCount & 3)));
  const keepUser = f32x4.splat(1 - learningRate * userRegularization);
  const keepItem = f32x4.splat(1 - learningRate * itemRegularization);
  const keepOther = f32x4.splat(1 - learningRate * negativeRegularization);
  // The last four lanes have the bias among them, which has a penalty of its own, and its partner 1, which never moves.
  const keepBias = f32x4.splat(1 - learningRate * biasRegularization);
  const lastKeepUser = v128.bitselect(f32x4.splat(1), keepUser, isBias);
  const lastKeepItem = v128.bitselect(keepBias, keepItem, isBias);
  const lastKeepOther = v128.bitselect(keepBias, keepOther, isBias);
  const end = triplesPtr + <usize>count * 12;
  for (let triple = triplesPtr; triple < end; triple += 12) {
    const x = usersPtr + <usize>load<u32>(triple) * bytes;
    const a = itemsPtr + <usize>load<u32>(triple, 4) * bytes;
    const b = itemsPtr + <usize>load<u32>(triple, 8) * bytes;
    const step = f32x4.mul(rate, f32x4.splat(sigmoidOfMinus(margin(x, a, b, bytes))));
    for (let at: usize = 0; at < last; at += 16) {
      const own = v128.load(x + at);
      const liked = v128.load(a + at);
      const other = v128.load(b + at);
      const push = f32x4.mul(step, own);
      v128.store(x + at, f32x4.add(f32x4.mul(keepUser, own), f32x4.mul(step, f32x4.sub(liked, other))));
      v128.store(a + at, f32x4.add(f32x4.mul(keepItem, liked), push));
      v128.store(b + at, f32x4.sub(f32x4.mul(keepOther, other), push));
    }
    const own = v128.load(x + last);
    const liked = v128.load(a + last);
    const other = v128.load(b + last);
    const push = f32x4.mul(step, own);
    const pull = v128.andnot(f32x4.mul(step, f32x4.sub(liked, other)), isBias);
    v128.store(x + last, f32x4.add(f32x4.mul(lastKeepUser, own), pull));
    v128.store(a + last, f32x4.add(f32x4.mul(lastKeepItem, liked), push));
    v128.store(b + last, f32x4.sub(f32x4.mul(lastKeepOther, other), push));
  }
}

/**
 * The sum of the objective over the given triples: −ln σ(z) + ½(…) as above. Dot products in f32, everything else in f64.
 */
export function bprLoss(
  triplesPtr: usize, count: u32, usersPtr: usize, itemsPtr: usize, stride: u32, factorCount: u32,
  userRegularization: f64, itemRegularization: f64, negativeRegularization: f64, biasRegularization: f64,
): f64 {
  const bytes = <usize>stride << 2;
  const biasAt = <usize>factorCount << 2;
  const end = triplesPtr + <usize>count * 12;
  let total: f64 = 0;
  for (let triple = triplesPtr; triple < end; triple += 12) {
    const x = usersPtr + <usize>load<u32>(triple) * bytes;
    const a = itemsPtr + <usize>load<u32>(triple, 4) * bytes;
    const b = itemsPtr + <usize>load<u32>(triple, 8) * bytes;
    const z = <f64>margin(x, a, b, bytes);
    const first = <f64>load<f32>(a + biasAt);
    const second = <f64>load<f32>(b + biasAt);
    const penalty =
      userRegularization * (<f64>dot(x, x, stride) - 1) + itemRegularization * (<f64>dot(a, a, stride) - first * first) +
      negativeRegularization * (<f64>dot(b, b, stride) - second * second) + biasRegularization * (first * first + second * second);
    // −ln σ(z) = ln(1 + e⁻ᶻ), written so that nothing overflows.
    total += Math.max(-z, 0) + Math.log1p(Math.exp(-Math.abs(z))) + 0.5 * penalty;
  }
  return total;
}
