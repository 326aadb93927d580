import type { Literal } from "./literal.ts";
import { readPostgresArray } from "./postgres-array.ts";
import { readPythonLiteral } from "./python-literal.ts";

/** Deeper nested lists are not read as lists of values. */
const MAXIMUM_DEPTH = 32;

/** Keys that name an object, in order of preference. */
const NAMING_KEYS = ["name", "title", "label", "value", "tag", "genre"];

/**
 * The values that a cell lists in the notation of JSON (`["a", "b"]`, `[{"name": "a"}]`), Python (`['a', "b"]`,
 * `[{'id': 1, 'name': 'a'}]`, tuples, sets, arrays of numpy) or PostgreSQL (`{a,b,"c d"}`). Nested lists are
 * flattened, an object is replaced by its name, and null and None are left out. undefined for other texts.
 */
export function listedValues(text: string): string[] | undefined {
  const trimmed = text.trim();
  if (!/^[[{(]|^(?:set|frozenset|array|list|tuple)\(/.test(trimmed)) return undefined;
  for (const read of [readJson, readPythonLiteral, readPostgresArray]) {
    const literal = read(trimmed);
    if (literal !== undefined && typeof literal !== "string") return namesOf(literal);
  }
  return undefined;
}

/** Whether a cell begins like such a list: if it cannot be read, a note says so. */
export function looksLikeList(text: string): boolean {
  return /^(?:\[|\{|\(['"])/.test(text.trim());
}

function namesOf(literal: Literal): string[] | undefined {
  if (literal === null) return [];
  if (typeof literal === "string") return [literal.trim()];
  if (!(literal instanceof Map)) {
    const names = (literal as readonly Literal[]).map(namesOf);
    return names.every((name) => name !== undefined) ? names.flat() : undefined;
  }
  if (literal.size === 0) return [];
  const key = NAMING_KEYS.find((name) => literal.has(name));
  const named = key === undefined ? onlyText(literal) : literal.get(key);
  return typeof named === "string" || named === null ? namesOf(named) : undefined;
}

/** The one value of an object with a single key. */
function onlyText(object: ReadonlyMap<string, Literal>): Literal | undefined {
  return object.size === 1 ? [...object.values()][0] : undefined;
}

function readJson(text: string): Literal | undefined {
  try {
    return fromJson(JSON.parse(text), 0);
  } catch {
    return undefined;
  }
}

function fromJson(value: unknown, depth: number): Literal | undefined {
  if (depth > MAXIMUM_DEPTH) return undefined;
  if (value === null || typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value).map(([key, entry]) => [key, fromJson(entry, depth + 1)] as const);
  const known = entries.filter((entry): entry is readonly [string, Literal] => entry[1] !== undefined);
  if (known.length < entries.length) return undefined;
  return Array.isArray(value) ? known.map(([, entry]) => entry) : new Map(known);
}
