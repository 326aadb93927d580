/**
 * Elementary functions with the same bits on every runtime: sums, products, quotients and square roots alone, which IEEE 754 rounds
 * in one way. Those of Math are left to the engine, and engines differ: of 20,000 values of Math.exp one in ten is another in
 * Chromium 156 than in Node 24. What a training or a figure of its manifest depends on is computed here.
 *
 * exp, log and log2 are rounded rightly but for a few in ten thousand; the others err by a few units in the last place.
 * Arguments and results out of range are those of Math.
 */
import { divide, exponent, LN2_HIGH, LN2_LOW, log, lostBy, REAL, restHigh, restLow, WORDS } from "./elementary/log.ts";

export { log, log1p } from "./elementary/log.ts";

/** log₂ e in two parts, for products: the first has 24 bits. */
const LOG2E_HIGH = 1.4426950216293335;
const LOG2E_LOW = 1.9259629911266175e-8;

/** Σ rⁿ/(n + 2)! : what eʳ is more than 1 + r, over r². Written out like the two below, which a loop would double the time of. */
const curveOfExp = (r: number): number =>
  1 / 2 +
  r *
    (1 / 6 +
      r *
        (1 / 24 +
          r *
            (1 / 120 +
              r *
                (1 / 720 +
                  r *
                    (1 / 5040 +
                      r *
                        (1 / 40320 +
                          r *
                            (1 / 362880 +
                              r *
                                (1 / 3628800 +
                                  r *
                                    (1 / 39916800 +
                                      r * (1 / 479001600 + r * (1 / 6227020800 + r * (1 / 87178291200))))))))))));

/** Σ (−z)ⁿ/(2n + 2)! : 1 − cos √z, over z. */
const curveOfCosine = (z: number): number =>
  1 / 2 -
  z *
    (1 / 24 -
      z *
        (1 / 720 -
          z *
            (1 / 40320 -
              z *
                (1 / 3628800 -
                  z *
                    (1 / 479001600 - z * (1 / 87178291200 - z * (1 / 20922789888000 - z * (1 / 6402373705728000))))))));

/** Σ (−z)ⁿ/(2n + 3)! : 1 − sin √z/√z, over z. */
const curveOfSine = (z: number): number =>
  1 / 6 -
  z *
    (1 / 120 -
      z *
        (1 / 5040 -
          z *
            (1 / 362880 -
              z *
                (1 / 39916800 -
                  z *
                    (1 / 6227020800 -
                      z * (1 / 1307674368000 - z * (1 / 355687428096000 - z * (1 / 121645100408832000))))))));

/** 2ᵏ for k = −1022 … 1023. */
function powerOfTwo(k: number): number {
  WORDS[0] = 0;
  WORDS[1] = (k + 1023) << 20;
  return REAL[0]!;
}

/** eʳ − 1 for |r| ≤ ½ ln 2. */
const shortExpm1 = (r: number): number => r + r * r * curveOfExp(r);

/** eˣ = 2ᵏ eʳ with x = k ln 2 + r. */
export function exp(x: number): number {
  if (!(x < 710)) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x < -746) return 0;
  const k = Math.round(x * Math.LOG2E);
  const whole = x - k * LN2_HIGH;
  const r = whole - k * LN2_LOW;
  const lost = whole - r - k * LN2_LOW;
  const curve = r * r * curveOfExp(r);
  const sum = r + curve;
  const value = 1 + sum;
  const exact = value + (1 - value + sum + (r - sum + curve + lost));
  // In two steps, each of which has a power.
  const half = k >> 1;
  return exact * powerOfTwo(half) * powerOfTwo(k - half);
}

/** eˣ − 1, precise where x is small. */
export function expm1(x: number): number {
  return Math.abs(x) < 0.34 ? shortExpm1(x) : exp(x) - 1;
}

/**
 * xʸ = eʸˡⁿˣ, by ln x in two parts. A negative x has powers of whole exponents alone.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x < 0) {
    if (y !== Math.trunc(y)) return Number.NaN;
    const size = pow(-x, y);
    return y % 2 === 0 ? size : -size;
  }
  if (!(x > 0 && x < Number.POSITIVE_INFINITY && Math.abs(y) < Number.POSITIVE_INFINITY)) {
    return exp(y * log(x));
  }
  divide(x);
  const whole = exponent * LN2_HIGH;
  const sum = whole + restHigh;
  const rest = whole - sum + restHigh + (restLow + exponent * LN2_LOW);
  const high = sum + rest;
  const low = sum - high + rest;
  const product = y * high;
  // Beyond, the result is 0 or infinite, and the products of halves could overflow.
  if (!(Math.abs(product) < 800) || Math.abs(y) > 1e280) return exp(product);
  const value = exp(product);
  if (value === Number.POSITIVE_INFINITY) return value;
  return value + value * (lostBy(product, y, high) + y * low);
}

/** log₂ x; whole for powers of two. */
export function log2(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return log(x);
  divide(x);
  const product = restHigh * LOG2E_HIGH;
  const sum = exponent + product;
  const lost = lostBy(product, restHigh, LOG2E_HIGH) + restHigh * LOG2E_LOW + restLow * LOG2E_HIGH;
  return sum + (exponent - sum + product + lost);
}

/** log₂(rank + 2) of the ranks that lists usually have, once it was asked for. */
const OF_RANKS = new Float64Array(1024);

/** log₂(rank + 2), rank from 0: what discounts of lists ask for again and again. */
export function log2OfRank(rank: number): number {
  if (rank >= OF_RANKS.length) return log2(rank + 2);
  OF_RANKS[rank] ||= log2(rank + 2);
  return OF_RANKS[rank]!;
}

/** tanh x = (e²ˣ − 1)/(e²ˣ + 1). */
export function tanh(x: number): number {
  if (Math.abs(x) > 22) return Math.sign(x);
  const grown = expm1(2 * Math.abs(x));
  const value = grown / (grown + 2);
  return x < 0 ? -value : value;
}

/** cos 2πx: of a share of a turn, whose quarters are exact. */
export function cosOfTurns(x: number): number {
  const turn = x - Math.floor(x);
  const quarter = Math.round(4 * turn);
  const angle = 2 * Math.PI * (turn - quarter / 4);
  const z = angle * angle;
  if (quarter === 1 || quarter === 3) {
    const sine = angle - angle * z * curveOfSine(z);
    return quarter === 1 ? -sine : sine;
  }
  const cosine = 1 - z * curveOfCosine(z);
  return quarter === 2 ? -cosine : cosine;
}
