import { checkInteger } from "../../check.ts";
import { type Csr, transpose } from "../../data/csr.ts";
import { valueScaleAdvice } from "../../data/value-scale.ts";
import { DataError, TrainingError } from "../../errors.ts";
import { f32Stride } from "../../kernels/layout.ts";
import { createRandom } from "../../random.ts";
import type { TrainingContext } from "../context.ts";
import { GRAM_PARTS, type PlacedCsr } from "../linear-tasks.ts";
import { type LinearThreads, withLinearThreads } from "../linear-threads.ts";
import { checkTrainingBytes } from "../memory-limit.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** How a truncated SVD is computed, and what is wanted of it. */
export interface TruncatedSvdOptions {
  /** Multiplications by AᵀA after the first, 0 to 100; 6 by default. More of them: closer to the exact factors. */
  readonly powerIterations?: number | undefined;
  /** Columns beyond the rank that are carried along; 32 by default, as far as the matrix has them. */
  readonly oversampling?: number | undefined;
  /** Whether the left vectors are wanted; true by default. */
  readonly left?: boolean | undefined;
  /** Whose name stands in errors; SVD by default. */
  readonly model?: string | undefined;
  /** The values that the matrix came from, which an error about their scale speaks of; those of the matrix by default. */
  readonly ratings?: Float32Array | undefined;
}

/** A ≈ U·diag(s)·Vᵀ with the largest singular values first. */
export interface TruncatedSvd {
  /** f32[rows × rank], row-major: orthonormal columns; undefined when they are not wanted. */
  readonly u: Float32Array | undefined;
  /** f64[rank], descending. */
  readonly singularValues: Float64Array;
  /** f32[columns × rank], row-major: orthonormal columns. */
  readonly v: Float32Array;
}

const POWER_ITERATIONS = 6;
const OVERSAMPLING = 32;

/** Of a column's square, what must be left when the columns before it are taken away: less is rounding of f32. */
const DEPENDENT = 1e-12;

/**
 * The largest `rank` singular values of a sparse matrix A (m × n) with their vectors, by a randomised range finder with
 * power iterations:
 *
 *   Q ← orth(A·Ω),   repeat: Q ← orth(A · orth(Aᵀ·Q)),   AᵀQ = V·S·Wᵀ,   U = Q·W,      Ω Gaussian n × (rank + oversampling)
 *
 * AᵀQ is decomposed by the eigenvectors of its Gram matrix, summed in f64. Where A has a smaller rank, the surplus singular
 * values are 0 and so are their vectors. Of the two signs of a pair of vectors, the one is taken that makes the entry of v of
 * the largest size positive. The result does not depend on the number of threads.
 *
 * Cost of each iteration: 2 · entries · l + 3/2 · (m + n) · l² multiplications, l = rank + oversampling. Memory: A and Aᵀ,
 * and (m + n + max(m, n)) · l f32.
 * Throws RangeError for a rank outside 1 … min(m, n); DataError `bad-value` where an entry is not finite; TrainingError
 * `memory-limit` before anything is computed, `interrupted`.
 * Source: Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1.
 */
export function truncatedSvd(
  matrix: Csr,
  rank: number,
  context: TrainingContext,
  options: TruncatedSvdOptions = {},
): Promise<TruncatedSvd> {
  const { rowCount, columnCount } = matrix;
  checkInteger("rank", rank, 1, Math.min(rowCount, columnCount));
  const iterations = checkInteger("powerIterations", options.powerIterations ?? POWER_ITERATIONS, 0, 100);
  const oversampling = checkInteger("oversampling", options.oversampling ?? OVERSAMPLING, 0, 10_000);
  const bad = matrix.values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new DataError("bad-value", `SVD: expected finite values, got ${bad}`);
  const width = Math.min(rank + oversampling, rowCount, columnCount);
  checkTrainingBytes(
    options.model ?? "SVD",
    truncatedSvdBytes(matrix, rank, oversampling),
    `use fewer factors (now ${rank}), or leave out rare users and items`,
    // Aᵀ outside of the kernels, and what comes out.
    8 * matrix.indices.length + 4 * rank * (columnCount + (options.left === false ? 0 : rowCount)),
  );

  return withLinearThreads(context, async (threads) => {
    const advice = valueScaleAdvice(options.ratings ?? matrix.values);
    const range = new RangeFinder(threads, matrix, width, options.model ?? "SVD", advice ? `; ${advice}` : "");
    range.start(context.seed);
    await range.multiply("rows");
    for (let iteration = 0; iteration < iterations; iteration++) {
      await range.orthonormalise("rows");
      await range.multiply("columns");
      await range.orthonormalise("columns");
      await range.multiply("rows");
      context.onStep?.({ phase: "power iterations", done: iteration + 1, total: iterations });
    }
    // Twice is enough: the first pass leaves errors of the size of the condition, the second those of rounding.
    await range.orthonormalise("rows");
    await range.orthonormalise("rows");
    await range.multiply("columns");
    return range.decompose(rank, options.left ?? true);
  });
}

/** Bytes of kernel memory of a truncated SVD: A and Aᵀ, three tall matrices of the columns that are carried, and the small ones. */
export function truncatedSvdBytes(
  {
    rowCount,
    columnCount,
    indices,
  }: Pick<Csr, "rowCount" | "columnCount"> & { readonly indices: { readonly length: number } },
  rank: number,
  oversampling = OVERSAMPLING,
): number {
  const width = Math.min(rank + oversampling, rowCount, columnCount);
  const stride = f32Stride(width);
  const sparse = 2 * 8 * indices.length + 4 * (rowCount + columnCount + 2);
  const tall = (rowCount + columnCount + Math.max(rowCount, columnCount)) * stride * 4;
  return sparse + tall + stride * stride * (4 + 8 * GRAM_PARTS);
}

type Side = "rows" | "columns";

/** A tall matrix of `width` columns in shared memory: at home, or where #spare is. */
interface Tall {
  readonly rowCount: number;
  readonly home: number;
  pointer: number;
}

/** The two tall matrices of the iteration, Q (rows of A) and AᵀQ (columns of A), and what is done to them. */
class RangeFinder {
  readonly #threads: LinearThreads;
  readonly #width: number;
  readonly #stride: number;
  readonly #forward: PlacedCsr;
  readonly #backward: PlacedCsr;
  readonly #tall: Readonly<Record<Side, Tall>>;
  /** Where a tall matrix goes when it is multiplied from the right at home. Only one of them is needed at that time. */
  readonly #spare: number;
  readonly #small: number;
  readonly #parts: number;

  readonly #model: string;
  readonly #advice: string;

  constructor(threads: LinearThreads, matrix: Csr, width: number, model: string, advice: string) {
    this.#model = model;
    this.#advice = advice;
    const stride = f32Stride(width);
    this.#threads = threads;
    this.#width = width;
    this.#stride = stride;
    this.#forward = threads.place(matrix);
    this.#backward = threads.place(transpose(matrix));
    const tall = (rowCount: number): Tall => {
      const home = threads.allocate(rowCount * stride * 4);
      return { rowCount, home, pointer: home };
    };
    this.#tall = { rows: tall(matrix.rowCount), columns: tall(matrix.columnCount) };
    this.#spare = threads.allocate(Math.max(matrix.rowCount, matrix.columnCount) * stride * 4);
    this.#small = threads.allocate(stride * stride * 4);
    this.#parts = threads.allocate(GRAM_PARTS * stride * stride * 8);
  }

  start(seed: number): void {
    const random = createRandom(seed, 2);
    const { pointer, rowCount } = this.#tall.columns;
    const values = this.#threads.f32(pointer, rowCount * this.#stride);
    for (let row = 0; row < rowCount; row++) {
      for (let column = 0; column < this.#width; column++) values[row * this.#stride + column] = random.nextGaussian();
    }
  }

  /** The side becomes A or Aᵀ times the other. */
  async multiply(side: Side): Promise<void> {
    const matrix = side === "rows" ? this.#forward : this.#backward;
    const dense = this.#tall[side === "rows" ? "columns" : "rows"].pointer;
    const own = this.#tall[side];
    own.pointer = own.home;
    await this.#threads.run({
      ...{ kind: "sparse-dense", matrix, dense },
      ...{ stride: this.#stride, out: own.home },
    });
  }

  /** Y ← Y·R⁻¹ for YᵀY = RᵀR; columns that depend on earlier ones become zero. */
  async orthonormalise(side: Side): Promise<void> {
    const inverse = inverseCholesky(await this.#gram(side), this.#stride, this.#width);
    await this.#multiplyRight(side, this.#stride, inverse);
  }

  async decompose(rank: number, wantsLeft: boolean): Promise<TruncatedSvd> {
    const width = this.#width;
    const padded = await this.#gram("columns");
    const gram = new Float64Array(width * width);
    for (let row = 0; row < width; row++) {
      gram.set(padded.subarray(row * this.#stride, row * this.#stride + width), row * width);
    }
    const { values, vectors } = symmetricEigen(gram, width);
    const largest = Math.max(0, values[0]!);
    const singularValues = Float64Array.from({ length: rank }, (_, j) =>
      values[j]! > DEPENDENT * largest ? Math.sqrt(values[j]!) : 0,
    );
    const stride = f32Stride(rank);
    const turn = (scale: (j: number) => number): Float32Array => {
      const turned = new Float32Array(this.#stride * stride);
      for (let j = 0; j < rank; j++) {
        for (let i = 0; i < width; i++) turned[i * stride + j] = vectors[j * width + i]! * scale(j);
      }
      return turned;
    };
    await this.#multiplyRight(
      "columns",
      stride,
      turn((j) => (singularValues[j]! > 0 ? 1 / singularValues[j]! : 0)),
    );
    const v = this.#withoutPadding("columns", stride, rank);
    const signs = positiveSigns(v, rank);
    applySigns(v, signs);
    if (!wantsLeft) return { u: undefined, singularValues, v };
    await this.#multiplyRight(
      "rows",
      stride,
      turn((j) => (singularValues[j]! > 0 ? 1 : 0)),
    );
    const u = this.#withoutPadding("rows", stride, rank);
    applySigns(u, signs);
    return { u, singularValues, v };
  }

  /** The sum of the parts, in order; lower triangle. */
  async #gram(side: Side): Promise<Float64Array> {
    const { rowCount, pointer } = this.#tall[side];
    const stride = this.#stride;
    await this.#threads.run({ kind: "gram", rows: pointer, rowCount, stride, parts: this.#parts });
    const parts = this.#threads.f64(this.#parts, GRAM_PARTS * stride * stride);
    const sum = parts.slice(0, stride * stride);
    for (let part = 1; part < GRAM_PARTS; part++) {
      const from = part * sum.length;
      for (let at = 0; at < sum.length; at++) sum[at]! += parts[from + at]!;
    }
    for (let at = 0; at < this.#width; at++) {
      if (Number.isFinite(sum[at * stride + at]!)) continue;
      throw new TrainingError("diverged", `${this.#model}: the sums are beyond the range of f32${this.#advice}`);
    }
    return sum;
  }

  async #multiplyRight(side: Side, stride: number, matrix: Float32Array): Promise<void> {
    const own = this.#tall[side];
    const { rowCount, pointer } = own;
    const out = pointer === own.home ? this.#spare : own.home;
    this.#threads.f32(this.#small, matrix.length).set(matrix);
    await this.#threads.run({
      ...{ kind: "dense-product", rows: pointer, rowCount, rowStride: this.#stride, matrix: this.#small },
      ...{ innerCount: this.#stride, stride, out },
    });
    own.pointer = out;
  }

  #withoutPadding(side: Side, stride: number, columnCount: number): Float32Array {
    const { rowCount, pointer } = this.#tall[side];
    const padded = this.#threads.f32(pointer, rowCount * stride);
    const values = new Float32Array(rowCount * columnCount);
    for (let row = 0; row < rowCount; row++) {
      values.set(padded.subarray(row * stride, row * stride + columnCount), row * columnCount);
    }
    return values;
  }
}

/**
 * R⁻¹ of the Cholesky factor RᵀR = G, as f32[stride × stride]. A column whose square is all but spent by the columns before
 * it gets zeros: it adds no direction. `gram` f64[stride × stride] is read in its lower triangle.
 */
function inverseCholesky(gram: Float64Array, stride: number, width: number): Float32Array {
  // Lower triangle L = Rᵀ, then L⁻¹ row by row; R⁻¹ is its transpose.
  const lower = new Float64Array(width * width);
  const inverse = new Float64Array(width * width);
  const result = new Float32Array(stride * stride);
  for (let i = 0; i < width; i++) {
    const own = i * width;
    let rest = gram[i * stride + i]!;
    for (let j = 0; j < i; j++) {
      const pivot = lower[j * width + j]!;
      if (pivot === 0) continue;
      let sum = gram[i * stride + j]!;
      for (let at = 0; at < j; at++) sum -= lower[own + at]! * lower[j * width + at]!;
      lower[own + j] = sum / pivot;
      rest -= lower[own + j]! ** 2;
    }
    if (!(rest > DEPENDENT * gram[i * stride + i]!)) {
      lower.fill(0, own, own + width);
      continue;
    }
    const pivot = Math.sqrt(rest);
    lower[own + i] = pivot;
    for (let at = 0; at < i; at++) {
      const factor = lower[own + at]! / pivot;
      if (factor === 0) continue;
      for (let j = 0; j <= at; j++) inverse[own + j]! -= factor * inverse[at * width + j]!;
    }
    inverse[own + i] = 1 / pivot;
    for (let j = 0; j <= i; j++) result[j * stride + i] = inverse[own + j]!;
  }
  return result;
}

/** −1 for a column whose entry of the largest size is negative, else 1. */
function positiveSigns(values: Float32Array, columnCount: number): Float32Array {
  const largest = new Float32Array(columnCount);
  for (let at = 0; at < values.length; at++) {
    const column = at % columnCount;
    if (Math.abs(values[at]!) > Math.abs(largest[column]!)) largest[column] = values[at]!;
  }
  return largest.map((value) => (value < 0 ? -1 : 1));
}

function applySigns(values: Float32Array, signs: Float32Array): void {
  for (let at = 0; at < values.length; at++) values[at]! *= signs[at % signs.length]!;
}
