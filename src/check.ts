/**
 * Argument checks with the expectation and the value in the message. A wrong kind throws TypeError, a wrong value
 * RangeError.
 */

/** The largest finite number of 32 bits. */
export const LARGEST_F32 = 3.4028234663852886e38;

/** Renders a value for an error message: short, quoted when it is text. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === "number" || typeof value === "boolean" || value === undefined || value === null) {
    return String(value);
  }
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The first texts of a list, and how many more there are: `a, b and 3 more`. */
export function firstOf(texts: readonly string[], most: number): string {
  const more = texts.length - most;
  return `${texts.slice(0, most).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Returns `value` when it is an integer in `[minimum, maximum]`. The message is built only on failure. */
export function checkInteger(name: string, value: unknown, minimum: number, maximum: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
  throw unexpected(`${name}: expected an integer from ${minimum} to ${maximum}, got ${show(value)}`, value);
}

/** Returns `value` when it is a finite number in `[minimum, maximum]`. */
export function checkNumber(name: string, value: unknown, minimum: number, maximum: number): number {
  if (typeof value === "number" && value >= minimum && value <= maximum) return value;
  throw unexpected(`${name}: expected a number from ${minimum} to ${maximum}, got ${show(value)}`, value);
}

function unexpected(message: string, value: unknown): Error {
  return typeof value === "number" ? new RangeError(message) : new TypeError(message);
}

/** Returns `value` when it is one of `allowed`. */
export function checkOneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new RangeError(`${name}: expected one of ${allowed.join(", ")}; got ${show(value)}`);
  return found;
}

/** Throws RangeError unless an array has the length of its shape. */
export function checkLength(name: string, actual: number, expected: number): void {
  if (actual !== expected) throw new RangeError(`${name}: expected ${expected} elements, got ${actual}`);
}

/**
 * The error in the offsets of rows over `length` entries: they start at 0, never decrease and end at `length`.
 * undefined where there is none. Check before iterating over the rows: one that ends beyond the entries may take
 * minutes. O(rows).
 */
export function offsetFault(offsets: Uint32Array, length: number): string | undefined {
  if (offsets[0] !== 0) return `expected to start at 0, got ${offsets[0] ?? "nothing"}`;
  for (let row = 1; row < offsets.length; row++) {
    if (offsets[row]! < offsets[row - 1]!) return `falls from ${offsets[row - 1]} to ${offsets[row]} at ${row}`;
  }
  const last = offsets[offsets.length - 1];
  return last === length ? undefined : `expected to end at ${length}, got ${last}`;
}
