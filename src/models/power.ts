/**
 * base^exponent for a base and an exponent from 0, by products and square roots alone: these are rounded by the same rule in
 * every engine, while `**` may differ in the last bit, and with it what two engines answer.
 *
 * With the exponent in binary, base^(n + Σ 2^−j) = base^n · Π base^(2^−j), each factor the root of the one before it. A half is
 * Math.sqrt exactly; otherwise every bit of the fraction adds at most two roundings. 0^0 = 1, as with `**`.
 */
export function powerByRoots(base: number, exponent: number): number {
  let power = 1;
  for (let whole = Math.floor(exponent); whole > 0; whole--) power *= base;
  let root = base;
  // Doubling and taking one away are exact, so the fraction runs out of bits.
  for (let rest = exponent % 1; rest > 0; ) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest < 1) continue;
    power *= root;
    rest -= 1;
  }
  return power;
}
