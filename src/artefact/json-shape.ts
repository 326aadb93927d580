/**
 * Checks for parsed JSON. A check returns the value rebuilt with the keys in the order that the check names them, or
 * throws ArtefactError `manifest-field` with the path, the expectation and the value.
 */
import { show } from "../check.ts";
import { fail } from "./failure.ts";

export type Check<T> = (value: unknown, path: string) => T;

function refuse(path: string, expected: string, value: unknown): never {
  fail("manifest-field", `manifest.json: ${path}: expected ${expected}, got ${show(value)}`);
}

export const text: Check<string> = (value, path) => {
  return typeof value === "string" ? value : refuse(path, "text", value);
};

export const finite: Check<number> = (value, path) => {
  return typeof value === "number" && Number.isFinite(value) ? value : refuse(path, "a finite number", value);
};

export const finiteFrom0: Check<number> = (value, path) => {
  return finite(value, path) >= 0 ? finite(value, path) : refuse(path, "a number from 0", value);
};

export const integer: Check<number> = (value, path) => {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : refuse(path, "an integer", value);
};

/** A key that is true or missing. */
export const isTrue: Check<true> = (value, path) => (value === true ? value : refuse(path, "true", value));

/** A number, text or true/false. */
export const scalar: Check<number | string | boolean> = (value, path) => {
  if (typeof value === "string" || typeof value === "boolean") return value;
  return typeof value === "number" && Number.isFinite(value)
    ? value
    : refuse(path, "a finite number, text, true or false", value);
};

export function integerFrom(minimum: number, maximum: number): Check<number> {
  return (value, path) => {
    const inside = typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum;
    return inside ? value : refuse(path, `an integer from ${minimum} to ${maximum}`, value);
  };
}

export function oneOf<T extends string>(...allowed: readonly T[]): Check<T> {
  return (value, path) => {
    return allowed.find((candidate) => candidate === value) ?? refuse(path, `one of ${allowed.join(", ")}`, value);
  };
}

export function hexadecimal(digits: number): Check<string> {
  const pattern = new RegExp(`^[0-9a-f]{${digits}}$`);
  return (value, path) => {
    if (typeof value === "string" && pattern.test(value)) return value;
    return refuse(path, `${digits} hexadecimal digits in lower case`, value);
  };
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, path) => (value === null ? null : check(value, path));
}

/** A key that may be missing; JSON has no undefined of its own. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, path) => (value === undefined ? undefined : check(value, path));
}

export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) refuse(path, "a list", value);
    return value.map((entry, index) => check(entry, `${path}[${index}]`));
  };
}

/** A list of unique texts. */
export const uniqueTexts: Check<readonly string[]> = (value, path) => {
  const list = listOf(text)(value, path);
  const repeated = list.find((entry, index) => list.indexOf(entry) !== index);
  return repeated === undefined ? list : refuse(path, "every name once", repeated);
};

/** An object with any keys and values of one kind. */
export function recordOf<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, path) => {
    const entries = Object.entries(asObject(value, path));
    return Object.fromEntries(entries.map(([key, entry]) => [key, check(entry, `${path}[${show(key)}]`)]));
  };
}

/** An object with exactly these keys; a missing key reads as undefined. */
export function objectOf<T extends object>(fields: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  const checks = Object.entries(fields) as [string, Check<unknown>][];
  return (value, path) => {
    const given = new Map(Object.entries(asObject(value, path)));
    const within = (key: string): string => (path === "" ? key : `${path}.${key}`);
    for (const key of given.keys()) {
      if (!Object.hasOwn(fields, key)) refuse(within(key), "no such key in this format version", given.get(key));
    }
    return Object.fromEntries(checks.map(([key, check]) => [key, check(given.get(key), within(key))])) as T;
  };
}

function asObject(value: unknown, path: string): object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(path || "(all)", "an object", value);
  return value;
}
