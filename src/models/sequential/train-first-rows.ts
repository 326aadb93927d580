import { createRandom, type Random } from "../../random.ts";
import { symmetricEigen } from "../../training/linear/symmetric-eigen.ts";
import { checkInterrupted, nextTurn } from "../../training/steps.ts";

/** What items have in common: how near each other they stand in histories. */
interface FirstRows {
  /** Histories, oldest first: numbers of items. */
  readonly histories: readonly Uint32Array[];
  readonly itemCount: number;
  /** Numbers of a row. */
  readonly width: number;
  /** Rows are as long as the mean one of numbers drawn evenly from −bound to bound. */
  readonly bound: number;
}

const STREAM = 0xf125;
/** What a pair of items counts that stand one place further apart, as in item-markov. */
const DECAY = 0.7;
/** Columns beside the wanted ones, and multiplications: rows need be near the exact ones only. */
const [OVERSAMPLING, ITERATIONS] = [16, 8];

/**
 * First rows of items, by which those that stand near each other in histories are alike:
 *
 *   M_ij = Σ γ^(d−1) over places of i and j that lie d apart in a history      M ≈ D^½ E Λ Eᵀ D^½,   D_i = Σ_j M_ij
 *   row_i = c · ( E |Λ|^½ R )_i / ‖( E |Λ|^½ )_i‖,    c = bound · √(width / 3)
 *
 * E has the eigenvectors of the `width` largest |λ|, by subspace iteration; R is a drawn rotation, so that no lane says more
 * than another. M is never there as a whole: a few f64[items × width], O(iterations · (interactions · width + items · width²)).
 * An item that stands beside no other gets zeros. Throws TrainingError `interrupted`. Sources: Levy & Goldberg 2014, section
 * 3.2, for rows by factors of such a matrix, with the symmetric square root; Halko, Martinsson & Tropp 2011, algorithm 4.4.
 */
export async function firstRows(
  { histories, itemCount, width, bound }: FirstRows,
  seed: number,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const random = createRandom(seed, STREAM);
  const rank = Math.min(width, itemCount);
  const columns = Math.min(width + OVERSAMPLING, itemCount);
  const degrees = nearSums(histories, new Float64Array(itemCount).fill(1), 1);
  const scales = degrees.map((degree) => (degree > 0 ? 1 / Math.sqrt(degree) : 0));
  const scaled = (x: Float64Array): Float64Array => x.map((value, at) => value * scales[Math.floor(at / columns)]!);
  const multiply = (x: Float64Array): Float64Array => scaled(nearSums(histories, scaled(x), columns));

  let basis: Float64Array = Float64Array.from({ length: itemCount * columns }, () => random.nextGaussian());
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    await nextTurn();
    checkInterrupted(signal);
    basis = orthonormal(multiply(basis), itemCount, columns);
  }
  const { values, vectors } = symmetricEigen(products(basis, multiply(basis), itemCount, columns), columns);
  const largest = Array.from(values.keys())
    .sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!) || a - b)
    .slice(0, rank);

  const rows = new Float64Array(itemCount * width);
  for (let item = 0; item < itemCount; item++) {
    for (const [lane, one] of largest.entries()) {
      let value = 0;
      for (let column = 0; column < columns; column++) {
        value += basis[item * columns + column]! * vectors[one * columns + column]!;
      }
      rows[item * width + lane] = value * Math.sqrt(Math.abs(values[one]!));
    }
  }
  rotate(rows, width, random);
  return toLength(rows, width, bound * Math.sqrt(width / 3));
}

/** M·X, X f64[items × columns]: sums over what stands before and behind each place, of which all counts γ times as much a place on. */
function nearSums(histories: readonly Uint32Array[], x: Float64Array, columns: number): Float64Array {
  const out = new Float64Array(x.length);
  const sum = new Float64Array(columns);
  const pass = (items: Uint32Array): void => {
    sum.fill(0);
    for (const item of items) {
      const first = item * columns;
      for (let column = 0; column < columns; column++) {
        out[first + column]! += sum[column]!;
        sum[column] = DECAY * sum[column]! + x[first + column]!;
      }
    }
  };
  for (const items of histories) {
    pass(items);
    pass(items.toReversed());
  }
  return out;
}

/** Gram–Schmidt over the columns, twice each; a column that depends on those before becomes zeros. */
function orthonormal(x: Float64Array, rows: number, columns: number): Float64Array {
  const own = Array.from({ length: columns }, (_, column) =>
    Float64Array.from({ length: rows }, (_, row) => x[row * columns + column]!),
  );
  for (const [at, column] of own.entries()) {
    const before = norm(column);
    for (let time = 0; time < 2; time++) {
      for (const other of own.slice(0, at)) {
        const along = dot(column, other);
        for (let row = 0; row < rows; row++) column[row]! -= along * other[row]!;
      }
    }
    const left = norm(column);
    const factor = left > DEPENDENT * before ? 1 / left : 0;
    for (let row = 0; row < rows; row++) column[row]! *= factor;
  }
  return Float64Array.from({ length: rows * columns }, (_, at) => own[at % columns]![Math.floor(at / columns)]!);
}

/** What must be left of a column when those before it are taken away. */
const DEPENDENT = 1e-10;

/** XᵀY: f64[columns × columns]. */
function products(x: Float64Array, y: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row++) {
    for (let a = 0; a < columns; a++) {
      const value = x[row * columns + a]!;
      for (let b = 0; b < columns; b++) out[a * columns + b]! += value * y[row * columns + b]!;
    }
  }
  return out;
}

/** Reflects all rows by as many drawn directions as they have lanes: a rotation drawn evenly, but for its sign. */
function rotate(rows: Float64Array, width: number, random: Random): void {
  for (let time = 0; time < width; time++) {
    const direction = Float64Array.from({ length: width }, () => random.nextGaussian());
    const twice = 2 / dot(direction, direction);
    for (let first = 0; first < rows.length; first += width) {
      const row = rows.subarray(first, first + width);
      const along = twice * dot(row, direction);
      for (let lane = 0; lane < width; lane++) row[lane]! -= along * direction[lane]!;
    }
  }
}

/** Rows of this length; zeros stay. */
function toLength(rows: Float64Array, width: number, length: number): Float32Array {
  const out = new Float32Array(rows.length);
  for (let first = 0; first < rows.length; first += width) {
    const own = norm(rows.subarray(first, first + width));
    const factor = own > 0 ? length / own : 0;
    for (let at = first; at < first + width; at++) out[at] = rows[at]! * factor;
  }
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

const norm = (x: Float64Array): number => Math.sqrt(dot(x, x));
