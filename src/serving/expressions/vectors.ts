/**
 * The operations of expressions over many items at a time, f64. Beside finite numbers a lane holds
 *
 *   NaN   a number that the catalogue does not know, and whatever is computed from one
 *   ±∞    a fault: a result that is no finite number, and whatever is computed from one; a fault comes before what is missing
 *
 * and conditions are 1 and 0. A comparison with a missing number does not hold, whichever it is. What is not looked at
 * (the other side of `if`, what stands behind a false `and` or a true `or`) has no part in a result.
 *
 * `out` may be `a` or `b`. All loops are written out: one that called a function for each item would cost five times
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

export const least: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    out[i] = x - x === 0 && y - y === 0 ? (x < y ? x : y) : without(x, y);
  }
};

export const largest: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    out[i] = x - x === 0 && y - y === 0 ? (x > y ? x : y) : without(x, y);
  }
};

/** a within b … c; c where b is above it. */
export const clamp: Operation = (out, count, a, b, c) => {
  largest(out, count, a, b, c);
  least(out, count, out, c, c);
};

/** What a comparison with a number that is not finite says. */
function compared(x: number, y: number): number {
  return isFault(x) || isFault(y) ? FAULT : 0;
}

export const below: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    out[i] = x - x === 0 && y - y === 0 ? (x < y ? 1 : 0) : compared(x, y);
  }
};

export const atMost: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    out[i] = x - x === 0 && y - y === 0 ? (x <= y ? 1 : 0) : compared(x, y);
  }
};

export const equal: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    out[i] = x - x === 0 && y - y === 0 ? (x === y ? 1 : 0) : compared(x, y);
  }
};

export const unequal: Operation = (out, count, a, b) => {
  for (let i = 0; i < count; i++) {
    const x = a[i]!;
    const y = b[i]!;
    out[i] = x - x === 0 && y - y === 0 ? (x !== y ? 1 : 0) : compared(x, y);
  }
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

export const choose: Operation = (out, count, a, b, c) => {
  for (let i = 0; i < count; i++) out[i] = a[i] === 1 ? b[i]! : a[i] === 0 ? c[i]! : FAULT;
};

/** A function of one number, for each item: for functions that cost more than the call. */
export const of =
  (compute: (x: number) => number): Operation =>
  (out, count, a) => {
    for (let i = 0; i < count; i++) {
      const x = a[i]!;
      const r = compute(x);
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
