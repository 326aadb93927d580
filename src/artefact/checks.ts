/**
 * Checks of the values of tensors; shapes are checked elsewhere. Each throws an ArtefactError with the tensor and the
 * position.
 */
import { offsetFault } from "../check.ts";
import type { ArtefactErrorCode } from "./failure.ts";
import { fail } from "./failure.ts";

/** Offsets of `length` entries: start at 0, are non-decreasing, end at `length`. Throws `offsets-not-monotone`. */
export function checkOffsets(name: string, offsets: Uint32Array, length: number): void {
  const fault = offsetFault(offsets, length);
  if (fault !== undefined) fail("offsets-not-monotone", `${name}: ${fault}`);
}

/**
 * Entries of each row are below `bound` and ascend strictly. `offsets` has been checked. Throws `codes.outside` or
 * `codes.order`.
 */
export function checkAscendingRows(
  name: string,
  offsets: Uint32Array,
  entries: Uint32Array,
  bound: number,
  codes: { readonly outside: ArtefactErrorCode; readonly order: ArtefactErrorCode },
): void {
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const value = entries[entry]!;
      if (value >= bound) fail(codes.outside, `${name}: row ${row}: expected less than ${bound}, got ${value}`);
      if (entry > offsets[row]! && value <= entries[entry - 1]!) {
        fail(codes.order, `${name}: row ${row}: expected ascending entries, got ${entries[entry - 1]} before ${value}`);
      }
    }
  }
}

/** Entries of each row are below `bound`, and none is there twice. `offsets` has been checked. Throws `codes.outside` or `codes.again`. */
export function checkDistinctRows(
  name: string,
  offsets: Uint32Array,
  entries: Uint32Array,
  bound: number,
  codes: { readonly outside: ArtefactErrorCode; readonly again: ArtefactErrorCode },
): void {
  // The last row that had each entry, counted from 1.
  const seenIn = new Uint32Array(bound);
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const value = entries[entry]!;
      if (value >= bound) fail(codes.outside, `${name}: row ${row}: expected less than ${bound}, got ${value}`);
      if (seenIn[value] === row + 1)
        fail(codes.again, `${name}: row ${row}: expected each entry once, got ${value} again`);
      seenIn[value] = row + 1;
    }
  }
}

/** Throws `non-finite-value`. */
export function checkFinite(name: string, values: Float32Array | Float64Array): void {
  // 0 times a number that is not finite is NaN: no branch and no call for each value, of which there are many before code is hot.
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += 0 * values[index]!;
  if (sum === 0) return;
  const index = values.findIndex((value) => !Number.isFinite(value));
  fail("non-finite-value", `${name}: expected finite values, got ${values[index]} at ${index}`);
}

/** NaN means an unknown number; infinities are refused. Throws `non-finite-value`. */
export function checkFiniteOrUnknown(name: string, values: Float64Array): void {
  for (let index = 0; index < values.length; index++) {
    if (Math.abs(values[index]!) === Number.POSITIVE_INFINITY) {
      fail("non-finite-value", `${name}: expected finite values or NaN, got ${values[index]} at ${index}`);
    }
  }
}

/** Throws `non-finite-value` or `negative-value`. */
export function checkNonNegative(name: string, values: Float32Array): void {
  checkFinite(name, values);
  for (let index = 0; index < values.length; index++) {
    if (values[index]! < 0) {
      fail("negative-value", `${name}: expected no value below 0, got ${values[index]} at ${index}`);
    }
  }
}

/** Largest difference of gram[i, j] and gram[j, i], as a share of √(gram[i, i] · gram[j, j]): rounding of f32 sums. */
const SYMMETRY_TOLERANCE = 1e-5;

/**
 * A Gram matrix f32[dim × dim] is finite, has no negative diagonal and is symmetric up to rounding.
 * Throws `non-finite-value`, `negative-value` or `gram-not-symmetric`.
 */
export function checkGram(name: string, gram: Float32Array, dim: number): void {
  checkFinite(name, gram);
  const diagonal = Float32Array.from({ length: dim }, (_, row) => gram[row * dim + row]!);
  checkNonNegative(`${name} (diagonal)`, diagonal);
  for (let row = 0; row < dim; row++) {
    for (let column = 0; column < row; column++) {
      const lower = gram[row * dim + column]!;
      const upper = gram[column * dim + row]!;
      if (Math.abs(lower - upper) > SYMMETRY_TOLERANCE * Math.sqrt(diagonal[row]! * diagonal[column]!)) {
        fail("gram-not-symmetric", `${name}: [${row}, ${column}] is ${lower}, but [${column}, ${row}] is ${upper}`);
      }
    }
  }
}
