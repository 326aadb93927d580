import { checkInteger } from "../../check.ts";
import { type Csr, transpose } from "../../data/csr.ts";
import { DataError } from "../../errors.ts";
import { createRandom, type Random } from "../../random.ts";
import type { TrainingContext } from "../context.ts";
import { checkInterrupted, nextTurn } from "../steps.ts";
import type { TruncatedSvd } from "./randomised-svd.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Largest error of a singular value, as a share of the largest one. */
const TOLERANCE = 1e-7;
/** Steps from one look at the errors to the next, and after a fresh start before the first. */
const STEPS_BETWEEN = 20;
/** What is left of a vector is rounding when it is no longer than this share of the largest entry of B. */
const SPENT = 1e-9;
/** Passes over a basis at most: three are needed where hardly anything is left. */
const MOST_PASSES = 3;
/** A pass that leaves less than this share of the length is followed by another (Kahan's rule, in Parlett 1980, 6.9). */
const SHORTENED = Math.SQRT1_2;
/** A square of this share of the largest one counts as zero, as by the randomised method. */
const SMALLEST_SQUARE = 1e-12;

/**
 * The largest `rank` singular values of a sparse matrix A (m × n) with their right vectors, by Golub-Kahan bidiagonalisation
 * in f64 with full reorthogonalisation of both bases:
 *
 *   A·V = U·B,   Aᵀ·U = V·Bᵀ + β·v·eᵀ,   B upper bidiagonal        A ≈ U·(P·S·Qᵀ)·Vᵀ,   right vectors V·Q
 *
 * It goes on until β·|last entry of pⱼ| ≤ tolerance · s₁ for every j wanted, which bounds the error of sⱼ. Where A has a
 * smaller rank, the surplus singular values are 0 and so are their vectors. Of the two signs of a vector, the one is taken
 * that makes its entry of the largest size positive. As with every Lanczos method that starts from one vector, further copies
 * of a singular value that occurs more than once may be missed; the randomised method finds them.
 *
 * With s steps, some three times the rank: s · (2 · entries + 2 · s · (m + n)) multiplications on one thread, and
 * (m + n) · s f64 of memory. Throws RangeError for a rank outside 1 … min(m, n); DataError `bad-value`; TrainingError
 * `interrupted`. Source: Golub & Kahan 1965; Golub & Van Loan, Matrix Computations, section 10.4.
 */
export async function lanczosSvd(
  matrix: Csr,
  rank: number,
  context: TrainingContext,
  tolerance = TOLERANCE,
): Promise<TruncatedSvd> {
  const { rowCount, columnCount } = matrix;
  checkInteger("rank", rank, 1, Math.min(rowCount, columnCount));
  const bad = matrix.values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new DataError("bad-value", `SVD: expected finite values, got ${bad}`);
  const basis = new Bidiagonalisation(matrix, createRandom(context.seed, 3));
  let nextLook = Math.min(columnCount, rank + STEPS_BETWEEN);
  for (;;) {
    checkInterrupted(context.signal);
    const outcome = basis.step();
    // A fresh direction finds what the ones before could not, such as a further copy of a singular value: give it time.
    if (outcome === "fresh") nextLook = Math.max(nextLook, basis.stepCount + STEPS_BETWEEN);
    context.onStep?.({ phase: "Lanczos steps", done: basis.stepCount, total: 0 });
    const complete = outcome === "complete" || basis.stepCount === columnCount;
    if (basis.stepCount < nextLook && !complete) {
      await nextTurn();
      continue;
    }
    const found = basis.decompose(rank);
    if (complete || found.largestError <= tolerance * found.singularValues[0]!) return found.svd();
    nextLook = basis.stepCount + STEPS_BETWEEN;
    await nextTurn();
  }
}

/** What a look at the bases finds. */
interface Decomposition {
  readonly singularValues: Float64Array;
  readonly largestError: number;
  svd(): TruncatedSvd;
}

/** The two bases, step by step. */
class Bidiagonalisation {
  readonly #forward: Csr;
  readonly #backward: Csr;
  readonly #random: Random;
  readonly #right: Float64Array[] = [];
  readonly #left: Float64Array[] = [];
  /** Diagonal of B, and what stands right of it: beside[j] links step j to step j + 1. */
  readonly #diagonal: number[] = [];
  readonly #beside: number[] = [];
  #scale = 0;

  constructor(matrix: Csr, random: Random) {
    this.#forward = matrix;
    this.#backward = transpose(matrix);
    this.#random = random;
  }

  get stepCount(): number {
    return this.#diagonal.length;
  }

  /**
   * One column of B. `fresh`: the step before had left nothing to go on from, and a new direction began; `complete`: so it
   * had, and A maps the new direction to zero. Having been drawn at random, it speaks for all that are left.
   */
  step(): "continued" | "fresh" | "complete" {
    const before = this.#left.at(-1);
    let v = new Float64Array(this.#forward.columnCount);
    let link = 0;
    if (before !== undefined) {
      v = multiply(this.#backward, before);
      link = orthogonalise(v, this.#right);
      if (!(link > SPENT * this.#scale)) link = 0;
    }
    if (link === 0) {
      do {
        for (let at = 0; at < v.length; at++) v[at] = this.#random.nextGaussian();
        divide(v, length(v));
      } while (!(orthogonalise(v, this.#right) > SPENT));
      divide(v, length(v));
    } else {
      divide(v, link);
    }
    if (before !== undefined) this.#beside.push(link);
    this.#right.push(v);
    const u = multiply(this.#forward, v);
    let pivot = orthogonalise(u, this.#left);
    if (!(pivot > SPENT * this.#scale)) pivot = 0;
    this.#scale = Math.max(this.#scale, pivot, link);
    // A direction that A maps into what is known already has a left vector of zeros.
    if (pivot === 0) u.fill(0);
    else divide(u, pivot);
    this.#diagonal.push(pivot);
    this.#left.push(u);
    if (link > 0 || (before === undefined && pivot > 0)) return "continued";
    return pivot > 0 ? "fresh" : "complete";
  }

  decompose(rank: number): Decomposition {
    const size = this.stepCount;
    // BᵀB is tridiagonal; its eigenvectors are the right vectors of B.
    const square = new Float64Array(size * size);
    for (let at = 0; at < size; at++) {
      const link = at > 0 ? this.#beside[at - 1]! : 0;
      square[at * size + at] = this.#diagonal[at]! ** 2 + link ** 2;
      if (at > 0) square[at * size + at - 1] = this.#diagonal[at - 1]! * link;
    }
    const { values, vectors } = symmetricEigen(square, size);
    const floor = SMALLEST_SQUARE * Math.max(0, values[0]!);
    const singularValues = Float64Array.from({ length: rank }, (_, j) =>
      values[j]! > floor ? Math.sqrt(values[j]!) : 0,
    );
    const beyond = length(orthogonalised(multiply(this.#backward, this.#left.at(-1)!), this.#right));
    let largestError = 0;
    for (const [j, value] of singularValues.entries()) {
      // The last entry of the left vector p = B·q / s of B.
      const last = value > 0 ? (this.#diagonal[size - 1]! * vectors[j * size + size - 1]!) / value : 0;
      largestError = Math.max(largestError, beyond * Math.abs(last));
    }
    const svd = (): TruncatedSvd => ({ u: undefined, singularValues, v: this.#turn(vectors, singularValues) });
    return { singularValues, largestError, svd };
  }

  /** V·Q, f32[columns × rank], signs chosen. */
  #turn(vectors: Float64Array, singularValues: Float64Array): Float32Array {
    const { columnCount } = this.#forward;
    const rank = singularValues.length;
    const v = new Float32Array(columnCount * rank);
    const column = new Float64Array(columnCount);
    for (let j = 0; j < rank; j++) {
      if (singularValues[j] === 0) continue;
      column.fill(0);
      for (const [step, direction] of this.#right.entries())
        add(column, direction, vectors[j * this.stepCount + step]!);
      let largest = 0;
      for (const value of column) if (Math.abs(value) > Math.abs(largest)) largest = value;
      const sign = largest < 0 ? -1 : 1;
      for (let row = 0; row < columnCount; row++) v[row * rank + j] = sign * column[row]!;
    }
    return v;
  }
}

function multiply({ rowCount, offsets, indices, values }: Csr, x: Float64Array): Float64Array<ArrayBuffer> {
  const product = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let sum = 0;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) sum += values[at]! * x[indices[at]!]!;
    product[row] = sum;
  }
  return product;
}

/**
 * Takes away what x has of an orthonormal basis, again while that has shortened it much: what is left then has rounding of
 * the size of what was taken. The last direction goes first, since a step of Lanczos has most of it, and what is left is then
 * mostly rounding: one further pass is the rule. Returns the length of the rest.
 */
function orthogonalise(x: Float64Array, basis: readonly Float64Array[]): number {
  const last = basis.at(-1);
  if (last !== undefined) add(x, last, -dot(x, last));
  let before = length(x);
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    takeAway(x, basis);
    const rest = length(x);
    if (rest > SHORTENED * before) return rest;
    before = rest;
  }
  return before;
}

/** One pass, four directions at a time: x is read a fourth as often. */
function takeAway(x: Float64Array, basis: readonly Float64Array[]): void {
  const whole = basis.length & ~3;
  for (let first = 0; first < whole; first += 4) {
    const [a, b, c, d] = [basis[first]!, basis[first + 1]!, basis[first + 2]!, basis[first + 3]!];
    let [ofA, ofB, ofC, ofD] = [0, 0, 0, 0];
    for (let at = 0; at < x.length; at++) {
      const value = x[at]!;
      ofA += value * a[at]!;
      ofB += value * b[at]!;
      ofC += value * c[at]!;
      ofD += value * d[at]!;
    }
    for (let at = 0; at < x.length; at++) x[at]! -= ofA * a[at]! + ofB * b[at]! + (ofC * c[at]! + ofD * d[at]!);
  }
  for (const direction of basis.slice(whole)) add(x, direction, -dot(x, direction));
}

function orthogonalised(x: Float64Array, basis: readonly Float64Array[]): Float64Array {
  orthogonalise(x, basis);
  return x;
}

/** Σ a·b in four partial sums. */
function dot(a: Float64Array, b: Float64Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = a.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    s0 += a[at]! * b[at]!;
    s1 += a[at + 1]! * b[at + 1]!;
    s2 += a[at + 2]! * b[at + 2]!;
    s3 += a[at + 3]! * b[at + 3]!;
  }
  for (let at = whole; at < a.length; at++) s0 += a[at]! * b[at]!;
  return s0 + s1 + (s2 + s3);
}

const length = (x: Float64Array): number => Math.sqrt(dot(x, x));

/** x ← x + factor · y */
function add(x: Float64Array, y: Float64Array, factor: number): void {
  for (let at = 0; at < x.length; at++) x[at]! += factor * y[at]!;
}

function divide(x: Float64Array, by: number): void {
  for (let at = 0; at < x.length; at++) x[at]! /= by;
}
