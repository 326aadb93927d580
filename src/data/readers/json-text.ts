import { DataError } from "../../errors.ts";

const LEFT_BRACE = 0x7b;
const RIGHT_BRACE = 0x7d;
const LEFT_BRACKET = 0x5b;
const RIGHT_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** Whether a text holds JSON values that are not one a line: an array of objects, or objects over several lines. */
export function looksLikeJsonText(text: string): boolean {
  return /^\s*\[\s*[{\]]/.test(text) || /^\s*\{[ \t]*\r?\n/.test(text);
}

/** Takes JSON text piece by piece and returns its values, one a line, without line breaks inside. */
export interface JsonSplitter {
  push(text: string): string;
  /** Throws DataError `not-jsonl` when the array or a value is not closed. */
  end(): string;
}

/**
 * The elements of an array, or the values of a sequence, as lines. Values are not parsed: the reader of the lines
 * reports errors in them. Numbers keep their digits. `name` is the file's name in errors. O(characters).
 */
export function createJsonSplitter(name: string): JsonSplitter {
  let inArray = false;
  let arrayEnded = false;
  let isEmpty = true;
  let started = false;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let value = "";

  const push = (chunk: string): string => {
    let lines = "";
    let start = value === "" ? -1 : 0;
    const endValue = (end: number): void => {
      value += start < 0 ? "" : chunk.slice(start, end);
      const line = value.replaceAll(/[\r\n]+/g, " ").trim();
      if (line !== "") lines += `${line}\n`;
      value = "";
      start = -1;
    };
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (inString) {
        if (escaped) escaped = false;
        else if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) inString = false;
        continue;
      }
      const isSpace = code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xfeff;
      if (isSpace && start < 0) continue;
      if (arrayEnded) throw afterArray(name);
      if (!started) {
        started = true;
        if (code === LEFT_BRACKET) {
          inArray = true;
          continue;
        }
      }
      if (depth === 0 && code === COMMA) {
        endValue(at);
        continue;
      }
      if (depth === 0 && inArray && code === RIGHT_BRACKET) {
        endValue(at);
        arrayEnded = true;
        continue;
      }
      if (start < 0) start = at;
      isEmpty = false;
      if (code === QUOTE) inString = true;
      else if (code === LEFT_BRACE || code === LEFT_BRACKET) depth++;
      else if (code === RIGHT_BRACE || code === RIGHT_BRACKET) {
        depth = Math.max(0, depth - 1);
        if (depth === 0) endValue(at + 1);
      }
    }
    if (start >= 0) value += chunk.slice(start);
    return lines;
  };
  return {
    push,
    end: () => {
      if ((inArray && !arrayEnded) || depth > 0 || inString) {
        const what = inArray ? "the array's closing ]" : "a closing }";
        throw new DataError("not-jsonl", `${name}: expected ${what}, got the end of the file; is it complete?`);
      }
      if (isEmpty) throw new DataError("no-rows", `${name}: expected an array of objects, got an empty array`);
      return value.trim() === "" ? "" : `${value.trim()}\n`;
    },
  };
}

function afterArray(name: string): DataError {
  return new DataError("not-jsonl", `${name}: expected the end of the file after the array's closing ], got more text`);
}
