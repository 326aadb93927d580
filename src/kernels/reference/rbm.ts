/** A restricted Boltzmann machine over ratings, row-major without padding: what assembly/rbm.ts computes, in f64. */
export interface Machine {
  readonly values: number;
  readonly hidden: number;
  /** items × values × hidden */
  readonly weights: ArrayLike<number>;
  /** items × values */
  readonly itemBiases: ArrayLike<number>;
  readonly hiddenBiases: ArrayLike<number>;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** σ(b_j + Σ_e shares[e] · w[rows[e], j]); shares are 1 by default. */
export function rbmHidden(
  { hidden, weights, hiddenBiases }: Machine,
  rows: ArrayLike<number>,
  shares?: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: hidden }, (_, unit) => {
    let sum = hiddenBiases[unit]!;
    for (let entry = 0; entry < rows.length; entry++) {
      sum += (shares?.[entry] ?? 1) * weights[rows[entry]! * hidden + unit]!;
    }
    return sigmoid(sum);
  });
}

/** q[e, k] = softmax_k(a[i, k] + w[i, k]·h) of the items i, and the hidden units of these probabilities. */
export function rbmReconstruct(machine: Machine, items: ArrayLike<number>, h: ArrayLike<number>) {
  const { values, hidden, weights, itemBiases } = machine;
  const probabilities = new Float64Array(items.length * values);
  const rows = Uint32Array.from(probabilities, (_, at) => items[Math.floor(at / values)]! * values + (at % values));
  for (let entry = 0; entry < items.length; entry++) {
    const logits = Float64Array.from({ length: values }, (_, value) => {
      const row = items[entry]! * values + value;
      let logit = itemBiases[row]!;
      for (let unit = 0; unit < hidden; unit++) logit += weights[row * hidden + unit]! * h[unit]!;
      return logit;
    });
    const most = logits.reduce((a, b) => Math.max(a, b));
    const terms = logits.map((logit) => Math.exp(logit - most));
    const sum = terms.reduce((a, b) => a + b);
    for (const [value, term] of terms.entries()) probabilities[entry * values + value] = term / sum;
  }
  return { probabilities, hidden: rbmHidden(machine, rows, probabilities) };
}

/** Adds G[s, k] += data, G[s, l] −= q[e, l]·model, B[s, k] += 1, B[s, l] −= q[e, l]. */
export function rbmGradient(
  { values, hidden }: Pick<Machine, "values" | "hidden">,
  rated: { readonly slots: ArrayLike<number>; readonly chosen: ArrayLike<number> },
  data: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  model: ArrayLike<number>,
  gradients: Float64Array,
  biasGradients: Float64Array,
): void {
  for (let entry = 0; entry < rated.slots.length; entry++) {
    for (let value = 0; value < values; value++) {
      const row = rated.slots[entry]! * values + value;
      const has = value === rated.chosen[entry] ? 1 : 0;
      const q = probabilities[entry * values + value]!;
      biasGradients[row]! += has - q;
      for (let unit = 0; unit < hidden; unit++) gradients[row * hidden + unit]! += has * data[unit]! - q * model[unit]!;
    }
  }
}

/** Where a step begins, and what it goes by. */
export interface Step {
  readonly scale: number;
  readonly rate: number;
  readonly momentum: number;
  readonly decay: number;
  /** values × values */
  readonly prior: ArrayLike<number>;
}

/** One item's step: u ← momentum·u + scale · Σ_l prior[k, l] G[l] − decay·w, w ← w + rate·u; all are values × columns, in place. */
export function rbmMove(
  { scale, rate, momentum, decay, prior }: Step,
  values: number,
  gradients: ArrayLike<number>,
  weights: Float64Array,
  velocities: Float64Array,
): void {
  const columns = weights.length / values;
  for (let value = 0; value < values; value++) {
    for (let column = 0; column < columns; column++) {
      const at = value * columns + column;
      let gradient = 0;
      for (let other = 0; other < values; other++) {
        gradient += prior[value * values + other]! * gradients[other * columns + column]!;
      }
      velocities[at] = momentum * velocities[at]! + scale * gradient - decay * weights[at]!;
      weights[at]! += rate * velocities[at]!;
    }
  }
}
