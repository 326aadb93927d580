import type { Literal } from "./literal.ts";

/** Deeper nested arrays are not read as lists of values. */
const MAXIMUM_DEPTH = 32;

/** An entry in quotes, where a backslash makes the next character literal, or one without: no quote, brace or comma. */
const ENTRY = /\s*(?:"((?:[^"\\]|\\.)*)"|([^"{},\\]+))\s*/suy;

/**
 * Reads an array as PostgreSQL prints it: `{a,b,"c d"}`, with NULL for missing entries and nested arrays. undefined
 * for any other text, and where an entry looks like a key with its value. O(characters).
 */
export function readPostgresArray(text: string): Literal | undefined {
  let at = 0;
  const readArray = (depth: number): Literal[] | undefined => {
    if (depth > MAXIMUM_DEPTH) return undefined;
    at++;
    const values: Literal[] = [];
    if (text[at] === "}") {
      at++;
      return values;
    }
    for (;;) {
      if (text[at] === "{") {
        const inner = readArray(depth + 1);
        if (inner === undefined) return undefined;
        values.push(inner);
      } else {
        ENTRY.lastIndex = at;
        const found = ENTRY.exec(text);
        if (found === null) return undefined;
        at = ENTRY.lastIndex;
        const [, quoted, bare = ""] = found;
        if (quoted === undefined && (bare.trim() === "" || /:\s|=>/.test(bare))) return undefined;
        values.push(quoted?.replaceAll(/\\(.)/gs, "$1") ?? (bare.trim() === "NULL" ? null : bare.trim()));
      }
      const next = text[at++];
      if (next === "}") return values;
      if (next !== ",") return undefined;
    }
  };
  if (text[0] !== "{") return undefined;
  const values = readArray(0);
  return at === text.length ? values : undefined;
}
