import type { Literal } from "./literal.ts";

/** Deeper nested lists are not read as lists of values. */
const MAXIMUM_DEPTH = 32;

const CLOSING: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}" };
const NUMBER = /[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?L?/y;
const WORD = /(?:None|nan|NaN|NaT|True|False)\b/y;
/** The wrapper of a list or a value as Python prints it. */
const CALL = /(?:frozenset|set|list|tuple|(?:np\.|numpy\.)?(?:array|str_|int64|int32|float64|float32|bool_))\(/y;
/** A named argument, such as `dtype=object`: it has no effect on the values. */
const NAMED_ARGUMENT = /\w+\s*=\s*(?:\w+|'[^']*')/y;
const STRING_START = /[uUbBrR]{0,2}(['"])/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };
const CODE_ESCAPE = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})/y;

/** Not a Python literal: caught where parsing starts. */
class NotPython extends Error {}

/**
 * Reads what Python prints for strings, numbers, None, True, False, lists, tuples, sets, dicts and arrays of numpy,
 * where blanks separate the entries. A tuple has a comma. undefined for any other text. O(characters).
 */
export function readPythonLiteral(text: string): Literal | undefined {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const skipBlanks = (): void => void take(/\s*/y);
  const fail = (): never => {
    throw new NotPython();
  };

  const readString = (quote: string): string => {
    let value = "";
    for (; at < text.length && text[at] !== quote; at++) {
      if (text[at] !== "\\") {
        value += text[at];
        continue;
      }
      at++;
      const code = take(CODE_ESCAPE);
      if (code === null) {
        const escaped = text[at] ?? fail();
        value += ESCAPES[escaped] ?? (/[\\'"]/.test(escaped) ? escaped : `\\${escaped}`);
        continue;
      }
      const point = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? "", 16);
      if (point > 0x10ffff) fail();
      value += String.fromCodePoint(point);
      at--;
    }
    if (text[at] !== quote) fail();
    at++;
    return value;
  };

  const readValue = (depth: number): Literal => {
    skipBlanks();
    if (depth > MAXIMUM_DEPTH) fail();
    const string = take(STRING_START);
    if (string) return readString(string[1] ?? "");
    const word = take(WORD);
    if (word) return /^[TF]/.test(word[0]) ? word[0].toLowerCase() : null;
    const number = take(NUMBER);
    if (number) return number[0].replace(/L$/, "");
    if (take(CALL)) return readCall(depth);
    const opening = text[at] ?? fail();
    const closing = CLOSING[opening] ?? fail();
    at++;
    return readEntries(opening, closing, depth + 1);
  };

  /** `set()`, `frozenset({'a'})`, `array(['a', 'b'], dtype=object)`. */
  const readCall = (depth: number): Literal => {
    skipBlanks();
    const value = text[at] === ")" ? [] : readValue(depth + 1);
    while (take(/\s*,\s*/y)) take(NAMED_ARGUMENT);
    skipBlanks();
    if (text[at] !== ")") fail();
    at++;
    return value;
  };

  const readEntries = (opening: string, closing: string, depth: number): Literal => {
    const list: Literal[] = [];
    const object = new Map<string, Literal>();
    let commas = 0;
    for (skipBlanks(); text[at] !== closing; ) {
      const before = at;
      const value = readValue(depth);
      if (opening === "{" && take(/\s*:/y)) {
        if (typeof value !== "string") fail();
        object.set(String(value), readValue(depth));
      } else list.push(value);
      const comma = take(/\s*,\s*/y);
      if (comma) commas++;
      // Without a comma there is a blank between two entries of numpy, or the end.
      else if (!take(/\s+/y) && text[at] !== closing) fail();
      if (at === before || at > text.length) fail();
    }
    at++;
    if (object.size > 0 && list.length > 0) fail();
    if (opening === "(" && commas === 0 && list.length > 0) fail();
    return object.size > 0 ? object : list;
  };

  try {
    const value = readValue(0);
    skipBlanks();
    return at === text.length ? value : undefined;
  } catch (error) {
    if (error instanceof NotPython) return undefined;
    throw error;
  }
}
