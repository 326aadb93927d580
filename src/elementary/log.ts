/** Logarithms with the same bits on every runtime (elementary.ts), by themselves: models that serve need no others. */

/** ln 2 = LN2_HIGH + LN2_LOW; the product of the first, of 24 bits, with an exponent is exact. */
export const LN2_HIGH = 0.6931471824645996;
export const LN2_LOW = -1.904654299957768e-9;

export const REAL = new Float64Array(1);
/** Low and high half of REAL: WebAssembly, and all that runs it, is little-endian. */
export const WORDS = new Uint32Array(REAL.buffer);

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

/** What `divide` finds: e, and ln m in two parts. Variables, because an object would be made for every call. */
export let exponent = 0;
export let restHigh = 0;
export let restLow = 0;

/** The first 26 bits: products of two such are exact. */
function head(x: number): number {
  const scaled = 134217729 * x;
  return scaled - (scaled - x);
}

/** a·b − product, to the last bit. */
export function lostBy(product: number, a: number, b: number): number {
  const first = head(a);
  const second = head(b);
  return first * second - product + first * (b - second) + (a - first) * second + (a - first) * (b - second);
}

/** Finds x = 2ᵉ m with √½ ≤ m ≤ √2, and ln m = 2 artanh s, s = (m − 1)/(m + 1), in two parts. */
export function divide(x: number): void {
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

/** ln(1 + x), precise where x is small. */
export function log1p(x: number): number {
  const sum = 1 + x;
  // What the sum has lost, over its derivative.
  return sum === 1 ? x : sum > 0 && sum < Number.POSITIVE_INFINITY ? log(sum) + (x - (sum - 1)) / sum : log(sum);
}
