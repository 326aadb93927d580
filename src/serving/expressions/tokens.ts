import { RequestError } from "../../errors.ts";

/** A piece of an expression. */
export interface Token {
  readonly kind: "number" | "text" | "name" | "sign" | "end";
  /** As written; of a text, what it stands for. */
  readonly text: string;
  /** Where it starts, from 0, in UTF-16 units. */
  readonly at: number;
}

/** A number, a text in double quotes with the escapes of JSON, a name, a sign. White space before it is skipped. */
const PIECE =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<text>"(?:[^"\\]|\\.)*")|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<sign>[<>=!]=|[-+*/<>(),]))/uy;

/** What is wrong with an expression, and where: `boost, character 12: expected …, got …`. */
export function badBoost(at: number, problem: string): RequestError {
  return new RequestError("bad-boost", `boost, character ${at + 1}: ${problem}`);
}

/** Cuts an expression into its pieces; the last is its end. Throws RequestError `bad-boost`. O(text). */
export function tokenise(expression: string): Token[] {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < end) {
    const before = PIECE.lastIndex;
    const groups = PIECE.exec(expression)?.groups;
    if (!groups) {
      const at = before + expression.slice(before).search(/\S/);
      const expected = "expected a number, a column, a text in double quotes or one of + - * / < <= > >= == != ( ) ,";
      throw badBoost(at, `${expected}, got ${JSON.stringify(String.fromCodePoint(expression.codePointAt(at) ?? 0))}`);
    }
    const kind = (["number", "text", "name", "sign"] as const).find((name) => groups[name] !== undefined) ?? "sign";
    const written = groups[kind] ?? "";
    const at = PIECE.lastIndex - written.length;
    tokens.push({ kind, text: kind === "text" ? unquoted(written, at) : written, at });
  }
  return [...tokens, { kind: "end", text: "", at: end }];
}

function unquoted(written: string, at: number): string {
  try {
    return String(JSON.parse(written));
  } catch {
    throw badBoost(at, `expected a text with the escapes of JSON, got ${written}`);
  }
}

/** A piece as errors name it. */
export function shown({ kind, text }: Token): string {
  return kind === "end" ? "the end" : kind === "number" ? text : JSON.stringify(text);
}
