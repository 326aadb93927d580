/**
 * The operations of expressions over many items at a time, f64. Beside finite numbers a lane holds
 *
 *   NaN   a number that the catalogue does not know, and whatever is computed from one
 *   ±∞    a fault: a result that is no finite number, and whatever is computed from one; a fault comes before what is missing
 *
 * and conditions are 1 and 0. A comparison with a missing number does not hold, whichever it is. What is not looked at
 * (the other side of `if`, what stands behind a false `and` or a true `or`) has no part in a result.
 *
 * `out` is none of the operands. All loops are written out: one that called a function for each item would cost five times
 * as much.
 */
export type Operation = (out: Float64Array, count: number, a: Float64Array, b: Float64Array, c: Float64Array) => void;

export const FAULT = Number.POSITIVE_INFINITY;

/** Whether a result is a fault. */
export function isFault(x: number): boolean {
  return x === FAULT || x === -FAULT;
}

/** The result of an operation that has no finite one. */
function without(x: number, y: number): number {
  return isFault(x) || isFault(y) || !(Number.isNaN(x) || Number.isNaN(y)) ? FAULT : Number.NaN;
}

export const add: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const r = a[i]! + b[i]!;
    out[i] = r - r === 0 ? r : without(a[i]!, b[i]!);
  }
};

export const subtract: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const r = a[i]! - b[i]!;
    out[i] = r - r === 0 ? r : without(a[i]!, b[i]!);
  }
};

export const multiply: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const r = a[i]! * b[i]!;
    out[i] = r - r === 0 ? r : without(a[i]!, b[i]!);
  }
};

export const divide: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    const r = x / y;
    out[i] = r - r === 0 && y - y === 0 ? r : without(x, y);
  }
};

export const negative: Operation = (out, count, a) => {
  for (let i = 0; i < count; i++) out[i] = -a[i]!;
};

export const absolute: Operation = (out, count, a) => {
  for (let i = 0; i < count; i++) out[i] = Math.abs(a[i]!);
};

/** What a function says of two numbers of which one may not be finite. */
type Exact = (x: number, y: number) => number;

/** An operation by its exact function, for blocks that hold a fault. */
function byFaults(out: Float64Array, count: number, a: Float64Array, b: Float64Array, exact: Exact): void {
  for (let i = 0; i < count; i++) out[i] = isFault(a[i]!) || isFault(b[i]!) ? FAULT : exact(a[i]!, b[i]!);
}

/** 1 for a fault: added up without a branch, since what is missing would make one fail as often as it comes. */
const faults = (x: number): number => +(Math.abs(x) === FAULT);

export const least: Operation = (out, count, a, b) => {
  let faulty = 0;
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    out[i] = Math.min(x, y);
    faulty += faults(x) + faults(y);
  }
  if (faulty > 0) byFaults(out, count, a, b, Math.min);
};

export const largest: Operation = (out, count, a, b) => {
  let faulty = 0;
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    out[i] = Math.max(x, y);
    faulty += faults(x) + faults(y);
  }
  if (faulty > 0) byFaults(out, count, a, b, Math.max);
};

/** a within b … c; c where b is above it. */
export const clamp: Operation = (out, count, a, b, c) => {
  let faulty = 0;
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    const z = c[i]!;
    out[i] = Math.min(Math.max(x, y), z);
    faulty += faults(x) + faults(y) + faults(z);
  }
  if (faulty === 0) return;
  byFaults(out, count, a, b, Math.max);
  for (let i = 0; i < count; i++) out[i] = isFault(out[i]!) || isFault(c[i]!) ? FAULT : Math.min(out[i]!, c[i]!);
};

export const below: Operation = (out, count, a, b) => {
  let faulty = 0;
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    out[i] = +(x < y);
    faulty += faults(x) + faults(y);
  }
  if (faulty > 0) byFaults(out, count, a, b, (x, y) => +(x < y));
};

export const atMost: Operation = (out, count, a, b) => {
  let faulty = 0;
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    out[i] = +(x <= y);
    faulty += faults(x) + faults(y);
  }
  if (faulty > 0) byFaults(out, count, a, b, (x, y) => +(x <= y));
};

export const equal: Operation = (out, count, a, b) => {
  let faulty = 0;
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    out[i] = +(x === y);
    faulty += faults(x) + faults(y);
  }
  if (faulty > 0) byFaults(out, count, a, b, (x, y) => +(x === y));
};

export const unequal: Operation = (out, count, a, b) => {
  let faulty = 0;
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    // As !== but for what is missing.
    out[i] = +(x < y) + +(x > y);
    faulty += faults(x) + faults(y);
  }
  if (faulty > 0) byFaults(out, count, a, b, (x, y) => +(x < y) + +(x > y));
};

/** The same with the first two operands in the other order. */
export const swapped =
  (operation: Operation): Operation =>
  (out, count, a, b, c) =>
    operation(out, count, b, a, c);

export const both: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) out[i] = a[i] === 1 ? b[i]! : a[i]!;
};

export const either: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) out[i] = a[i] === 0 ? b[i]! : a[i]!;
};

/** 1 − ∞ is a fault as well. */
export const not: Operation = (out, count, a) => {
  for (let i = 0; i < count; i++) out[i] = 1 - a[i]!;
};

/** By a product where all is finite: on conditions that hold now and then a branch fails now and then, which costs more. */
export const choose: Operation = (out, count, a, b, c) => {
  let lost = 0;
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    const z = c[i]!;
    out[i] = x * y + (1 - x) * z;
    // NaN once something is not finite.
    lost += x - x + (y - y) + (z - z);
  }
  if (lost === 0) return;
  for (let i = 0; i < count; i++) out[i] = a[i] === 1 ? b[i]! : a[i] === 0 ? c[i]! : FAULT;
};

/** A function of one number, for each item: for functions that cost more than the call. */
export const of =
  (compute: (x: number, y: number) => number): Operation =>
  (out, count, a) => {
    for (let i = 0; i < count; i++) {
      const x = a[i]!;
      const r = compute(x, 0);
      out[i] = r - r === 0 && x - x === 0 ? r : without(x, x);
    }
  };

/** The same of two numbers. */
export const ofTwo =
  (compute: (x: number, y: number) => number): Operation =>
  (out, count, a, b) => {
    for (let i = 0; i < count; i++) {
      const x = a[i]!;
      const y = b[i]!;
      const r = compute(x, y);
      out[i] = r - r === 0 && x - x === 0 && y - y === 0 ? r : without(x, y);
    }
  };
