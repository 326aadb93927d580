import { fillMatrix, type Reals } from "./neural-layout.ts";

/** y[r, :] ← scale · (x[r, :] − mean) / √(variance + ε) + shift, moments of the row (Ba, Kiros & Hinton 2016). Y may not be X. */
export function layerNorm(
  rows: number,
  columns: number,
  x: Reals,
  xStride: number,
  epsilon: number,
  scale: Reals,
  shift: Reals,
  y: Reals,
  yStride: number,
): void {
  const normal = normalised(columns, x, xStride, epsilon);
  fillMatrix(rows, columns, y, yStride, (row, column) => scale[column]! * normal(row)(column) + shift[column]!);
}

/**
 * The way back through layerNorm. With x̂ the normalised X, g = dY ⊙ scale and means over a row:
 *
 *   dShift = Σ_r dY      dScale = Σ_r dY ⊙ x̂      dX = (g − mean g − x̂ · mean(g ⊙ x̂)) / √(variance + ε)
 *
 * dShift and dScale are written; dX may be dY.
 */
export function layerNormBackward(
  rows: number,
  columns: number,
  x: Reals,
  xStride: number,
  dy: Reals,
  dyStride: number,
  epsilon: number,
  scale: Reals,
  dScale: Reals,
  dShift: Reals,
  dx: Reals,
  dxStride: number,
): void {
  const normal = normalised(columns, x, xStride, epsilon);
  const sumOf = (count: number, value: (at: number) => number): number => {
    let sum = 0;
    for (let at = 0; at < count; at++) sum += value(at);
    return sum;
  };
  const slope = (row: number, column: number): number => dy[row * dyStride + column]!;
  fillMatrix(1, columns, dShift, 0, (_, column) => sumOf(rows, (row) => slope(row, column)));
  fillMatrix(1, columns, dScale, 0, (_, column) => sumOf(rows, (row) => slope(row, column) * normal(row)(column)));
  for (let row = 0; row < rows; row++) {
    const own = normal(row);
    const g = Float64Array.from({ length: columns }, (_, column) => slope(row, column) * scale[column]!);
    const average = sumOf(columns, (column) => g[column]!) / columns;
    const along = sumOf(columns, (column) => g[column]! * own(column)) / columns;
    fillMatrix(1, columns, dx.subarray(row * dxStride), 0, (_, column) => {
      return own.inverse * (g[column]! - average - own(column) * along);
    });
  }
}

/** x̂ of a row, with 1/√(variance + ε) beside it. */
function normalised(columns: number, x: Reals, xStride: number, epsilon: number) {
  return (row: number) => {
    const own = Float64Array.from(x.subarray(row * xStride, row * xStride + columns));
    const mean = own.reduce((sum, value) => sum + value, 0) / columns;
    const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / columns;
    const inverse = 1 / Math.sqrt(variance + epsilon);
    return Object.assign((column: number): number => (own[column]! - mean) * inverse, { inverse });
  };
}

/**
 * Causal attention by heads (Vaswani et al. 2017), for positions first … length − 1 of each sequence:
 *
 *   y[t, h] ← Σ_(j ≤ t) p[t, h, j] · v[j, h],   p[t, h, :] = softmax_(j ≤ t)( q[t, h]·k[j, h] / √width − slope · (t − j) )
 *
 * A row of X is q | k | v, each with its heads of `width` side by side, a multiple of 4. A position whose mask is 0 is not attended
 * to; where none is left y is 0. `weights` has p, rows × heads × length, padded, with zeros beyond t.
 */
export function attend(
  sequences: number,
  length: number,
  first: number,
  heads: number,
  width: number,
  slope: number,
  x: Reals,
  xStride: number,
  mask: Reals | null,
  maskStride: number,
  weights: Reals,
  y: Reals,
  yStride: number,
): void {
  const all = heads * width;
  const weightStride = Math.ceil(length / 4) * 4;
  for (let sequence = 0; sequence < sequences; sequence++) {
    for (let t = first; t < length; t++) {
      for (let head = 0; head < heads; head++) {
        const row = sequence * length + t;
        const keyAt = (j: number): number => (sequence * length + j) * xStride + all + head * width;
        const scores = Array.from({ length: t + 1 }, (_, j) => {
          if (mask !== null && mask[(sequence * length + j) * maskStride] === 0) return Number.NEGATIVE_INFINITY;
          let score = 0;
          for (let lane = 0; lane < width; lane++)
            score += x[row * xStride + head * width + lane]! * x[keyAt(j) + lane]!;
          return score / Math.sqrt(width) - slope * (t - j);
        });
        const peak = Math.max(...scores);
        const powers = scores.map((score) => (peak === Number.NEGATIVE_INFINITY ? 0 : Math.exp(score - peak)));
        const sum = powers.reduce((total, power) => total + power, 0);
        const own = weights.subarray((row * heads + head) * weightStride, (row * heads + head + 1) * weightStride);
        own.fill(0);
        for (const [j, power] of powers.entries()) own[j] = sum > 0 ? power / sum : sum;
        for (let lane = 0; lane < width; lane++) {
          let value = 0;
          for (let j = 0; j <= t; j++) value += own[j]! * x[keyAt(j) + all + lane]!;
          y[row * yStride + head * width + lane] = value;
        }
      }
    }
  }
}

/**
 * The way back through attend, all positions, by its weights p and its output Y:
 *
 *   dv[j] += Σ_t p[t, j] dY[t]      ds[t, j] = p[t, j] (dY[t]·v[j] − dY[t]·Y[t]) / √width
 *   dq[t] += Σ_j ds[t, j] k[j]      dk[j] += Σ_t ds[t, j] q[t]
 */
export function attendBackward(
  sequences: number,
  length: number,
  heads: number,
  width: number,
  x: Reals,
  xStride: number,
  weights: Reals,
  y: Reals,
  yStride: number,
  dy: Reals,
  dyStride: number,
  dx: Reals,
  dxStride: number,
): void {
  const all = heads * width;
  const weightStride = Math.ceil(length / 4) * 4;
  for (let row = 0; row < sequences * length; row++) {
    const start = row - (row % length);
    for (let head = 0; head < heads; head++) {
      const lanes = head * width;
      for (let key = start; key <= row; key++) {
        const weight = weights[(row * heads + head) * weightStride + key - start]!;
        let slope = 0;
        for (let lane = lanes; lane < lanes + width; lane++) {
          const own = dy[row * dyStride + lane]!;
          slope += own * (x[key * xStride + 2 * all + lane]! - y[row * yStride + lane]!);
          dx[key * dxStride + 2 * all + lane]! += weight * own;
        }
        slope *= weight / Math.sqrt(width);
        for (let lane = lanes; lane < lanes + width; lane++) {
          dx[row * dxStride + lane]! += slope * x[key * xStride + all + lane]!;
          dx[key * dxStride + all + lane]! += slope * x[row * xStride + lane]!;
        }
      }
    }
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** z ← σ(z), r ← σ(r), R ← r ⊙ h′. A row of the gates is z | r | n; `before` null stands for zeros, here and below. */
export function gruReset(
  rows: number,
  units: number,
  gates: Reals,
  gateStride: number,
  before: Reals | null,
  beforeStride: number,
  out: Reals,
  outStride: number,
): void {
  eachUnit(rows, units, (row, unit) => {
    const at = row * gateStride + unit;
    gates[at] = sigmoid(gates[at]!);
    gates[at + units] = sigmoid(gates[at + units]!);
    out[row * outStride + unit] = gates[at + units]! * (before?.[row * beforeStride + unit] ?? 0);
  });
}

/** n ← tanh(n), h ← z ⊙ h′ + (1 − z) ⊙ n. */
export function gruMix(
  rows: number,
  units: number,
  gates: Reals,
  gateStride: number,
  before: Reals | null,
  beforeStride: number,
  out: Reals,
  outStride: number,
): void {
  eachUnit(rows, units, (row, unit) => {
    const at = row * gateStride + unit;
    const fresh = Math.tanh(gates[at + 2 * units]!);
    gates[at + 2 * units] = fresh;
    out[row * outStride + unit] = gates[at]! * (before?.[row * beforeStride + unit] ?? 0) + (1 - gates[at]!) * fresh;
  });
}

/** The way back through gruMix: n and z become their gradients before the functions; dh′ gets z ⊙ dh added. */
export function gruMixBackward(
  rows: number,
  units: number,
  dy: Reals,
  dyStride: number,
  gates: Reals,
  gateStride: number,
  before: Reals | null,
  beforeStride: number,
  dBefore: Reals | null,
  dBeforeStride: number,
): void {
  eachUnit(rows, units, (row, unit) => {
    const at = row * gateStride + unit;
    const [update, fresh, slope] = [gates[at]!, gates[at + 2 * units]!, dy[row * dyStride + unit]!];
    const old = before?.[row * beforeStride + unit] ?? 0;
    gates[at + 2 * units] = (1 - update) * slope * (1 - fresh * fresh);
    gates[at] = (old - fresh) * slope * update * (1 - update);
    if (dBefore !== null) dBefore[row * dBeforeStride + unit]! += update * slope;
  });
}

/** The way back through gruReset by the gradient of R: r becomes its gradient before σ; dh′ gets r ⊙ dR added. */
export function gruResetBackward(
  rows: number,
  units: number,
  dReset: Reals,
  dResetStride: number,
  gates: Reals,
  gateStride: number,
  before: Reals | null,
  beforeStride: number,
  dBefore: Reals | null,
  dBeforeStride: number,
): void {
  eachUnit(rows, units, (row, unit) => {
    const at = row * gateStride + units + unit;
    const [reset, slope] = [gates[at]!, dReset[row * dResetStride + unit]!];
    gates[at] = slope * (before?.[row * beforeStride + unit] ?? 0) * reset * (1 - reset);
    if (dBefore !== null) dBefore[row * dBeforeStride + unit]! += reset * slope;
  });
}

function eachUnit(rows: number, units: number, visit: (row: number, unit: number) => void): void {
  for (let row = 0; row < rows; row++) for (let unit = 0; unit < units; unit++) visit(row, unit);
}

/** y ← act(x·W + b), or y + act(x·W + b); act is max(x, 0) with `relu`. */
export function affineRows(
  rows: number,
  inputs: number,
  outputs: number,
  x: Reals,
  xStride: number,
  w: Reals,
  wStride: number,
  bias: Reals | null,
  relu: boolean,
  accumulate: boolean,
  y: Reals,
  yStride: number,
): void {
  const before = y.slice();
  fillMatrix(rows, outputs, y, yStride, (row, output) => {
    let sum = bias?.[output] ?? 0;
    for (let input = 0; input < inputs; input++) sum += x[row * xStride + input]! * w[input * wStride + output]!;
    if (relu) sum = Math.max(0, sum);
    return accumulate ? before[row * yStride + output]! + sum : sum;
  });
}
