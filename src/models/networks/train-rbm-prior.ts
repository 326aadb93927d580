/** Prior variances of weights that are constant in the rating, linear in it, and quadratic; further ones fall by FALL each. */
const VARIANCES = [3, 1, 0.05];
const FALL = 0.3;

/**
 * C, the prior covariance of an item's weights over the K rating values: Σ_d variance_d φ_d φ_dᵀ with φ_d the orthonormal
 * polynomials of degree d on 0 … K − 1. Weights that rise or fall steadily with the rating are likely, wiggles are not; a
 * constant says that the item was rated, whatever the rating. f32[K × K].
 */
export function valuePrior(count: number): Float32Array {
  const polynomials: Float64Array[] = [];
  for (let degree = 0; degree < count; degree++) {
    // The one before times the place, which keeps the numbers of the order of 1.
    const before = polynomials[degree - 1] ?? new Float64Array(count).fill(1);
    const next = before.map((value, place) => (degree === 0 ? 1 : value * (place - (count - 1) / 2)));
    for (let pass = 0; pass < 2; pass++) for (const other of polynomials) addScaled(next, other, -dot(next, other));
    const size = Math.sqrt(dot(next, next));
    polynomials.push(next.map((value) => value / size));
  }
  const prior = new Float64Array(count * count);
  let variance = 0;
  for (const [degree, polynomial] of polynomials.entries()) {
    variance = VARIANCES[degree] ?? variance * FALL;
    for (let at = 0; at < prior.length; at++) {
      prior[at]! += variance * polynomial[Math.floor(at / count)]! * polynomial[at % count]!;
    }
  }
  return Float32Array.from(prior);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, place) => sum + value * b[place]!, 0);
}

function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  for (let place = 0; place < to.length; place++) to[place]! += factor * from[place]!;
}
