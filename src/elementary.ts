/**
 * Elementary functions with the same bits on every runtime: sums, products, quotients and square roots alone, which IEEE 754 rounds
 * in one way. Those of Math are left to the engine, and engines differ: of 20,000 values of Math.exp one in ten is another in
 * Chromium 156 than in Node 24. What a training or a figure of its manifest depends on is computed here.
 *
 * exp, log and log2 are rounded rightly but for a few in ten thousand; the others err by a few units in the last place.
 * Arguments and results out of range are those of Math.
 */

/** ln 2 = LN2_HIGH + LN2_LOW; the product of the first, of 24 bits, with an exponent is exact. The same of log₂ e, for products. */
const LN2_HIGH = 0.6931471824645996;
const LN2_LOW = -1.904654299957768e-9;
const LOG2E_HIGH = 1.4426950216293335;
const LOG2E_LOW = 1.9259629911266175e-8;

const REAL = new Float64Array(1);
/** Low and high half of REAL: WebAssembly, and all that runs it, is little-endian. */
const WORDS = new Uint32Array(REAL.buffer);

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

/** Σ zⁿ/(2n + 3) : artanh √z/√z − 1, over z. */
const curveOfArtanh = (z: number): number =>
  1 / 3 +
  z *
    (1 / 5 +
      z *
        (1 / 7 +
          z *
            (1 / 9 +
              z * (1 / 11 + z * (1 / 13 + z * (1 / 15 + z * (1 / 17 + z * (1 / 19 + z * (1 / 21 + z * (1 / 23))))))))));

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

/** What `divide` finds: e, and ln m in two parts. Variables, because an object would be made for every call. */
let exponent = 0;
let restHigh = 0;
let restLow = 0;

/** The first 26 bits: products of two such are exact. */
function head(x: number): number {
  const scaled = 134217729 * x;
  return scaled - (scaled - x);
}

/** a·b − product, to the last bit. */
function lostBy(product: number, a: number, b: number): number {
  const first = head(a);
  const second = head(b);
  return first * second - product + first * (b - second) + (a - first) * second + (a - first) * (b - second);
}

/** Finds x = 2ᵉ m with √½ ≤ m ≤ √2, and ln m = 2 artanh s, s = (m − 1)/(m + 1), in two parts. */
function divide(x: number): void {
  const isSmall = x < 2.2250738585072014e-308;
  REAL[0] = isSmall ? x * 18014398509481984 : x;
  const bits = WORDS[1]!;
  WORDS[1] = (bits & 0xf_ffff) | 0x3ff0_0000;
  let m = REAL[0]!;
  exponent = (bits >>> 20) - 1023 - (isSmall ? 54 : 0);
  if (m > Math.SQRT2) {
    m /= 2;
    exponent++;
  }
  const above = m - 1;
  const below = m + 1;
  const s = above / below;
  const product = s * below;
  const missing = (above - product - lostBy(product, s, below) - s * (m - (below - 1))) / below;
  const z = s * s;
  const curve = 2 * s * z * curveOfArtanh(z);
  restHigh = 2 * s + curve;
  restLow = 2 * s - restHigh + curve + 2 * missing;
}

/** ln x, or the value of Math.log where that is no finite number. */
export function log(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  divide(x);
  const whole = exponent * LN2_HIGH;
  const sum = whole + restHigh;
  return sum + (whole - sum + restHigh + (restLow + exponent * LN2_LOW));
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

/** ln(1 + x), precise where x is small. */
export function log1p(x: number): number {
  const sum = 1 + x;
  // What the sum has lost, over its derivative.
  return sum === 1 ? x : sum > 0 && sum < Number.POSITIVE_INFINITY ? log(sum) + (x - (sum - 1)) / sum : log(sum);
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
