import { badBoost, shown, type Token, tokenise } from "./tokens.ts";

/** Limits of an expression: what evaluating one item costs at most. */
export const MAXIMUM_EXPRESSION_LENGTH = 1000;
/** Numbers, texts, columns, operators and calls. */
export const MAXIMUM_EXPRESSION_NODES = 100;
/** Brackets, calls and signs within each other. */
export const MAXIMUM_EXPRESSION_DEPTH = 20;

/** An expression as a tree. `at` is where it is written: for an operator, the operator itself. */
export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly at: number }
  | { readonly kind: "text"; readonly value: string; readonly at: number }
  | { readonly kind: "column"; readonly name: string; readonly at: number }
  | Call;

/** A function or an operator; a sign alone is `negative`. */
export interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly operands: readonly Expression[];
  readonly at: number;
}

/** How strongly operators bind; those of equal strength from left to right. */
const STRENGTHS: ReadonlyMap<string, number> = new Map([
  ["or", 1],
  ["and", 2],
  ...["<", "<=", ">", ">=", "==", "!="].map((sign) => [sign, 4] as const),
  ["+", 5],
  ["-", 5],
  ["*", 6],
  ["/", 6],
]);
const STRENGTH_OF_NOT = 3;
const STRENGTH_OF_SIGN = 7;
const WORDS = ["and", "or", "not"];

/**
 * Reads an expression by operator precedence (Pratt 1973). Throws RequestError `bad-boost` for one that is longer, has more
 * nodes or nests deeper than the limits, and where something else was expected. O(text).
 */
export function parseExpression(text: string): Expression {
  if (text.length > MAXIMUM_EXPRESSION_LENGTH) {
    const limit = `expected an expression of at most ${MAXIMUM_EXPRESSION_LENGTH} characters`;
    throw badBoost(MAXIMUM_EXPRESSION_LENGTH, `${limit}, got ${text.length}`);
  }
  const parser = new Parser(tokenise(text));
  const expression = parser.expression(0);
  parser.expect("end", "", "an operator or the end");
  return expression;
}

class Parser {
  readonly #tokens: readonly Token[];
  #place = 0;
  #depth = 0;
  #nodes = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The longest expression from here whose operators bind more strongly than `strength`. */
  expression(strength: number): Expression {
    let left = this.#operand();
    for (;;) {
      const { kind, text, at } = this.#peek();
      const own = kind === "sign" || kind === "name" ? STRENGTHS.get(text) : undefined;
      if (own === undefined || own <= strength) return left;
      this.#next();
      left = this.#call(text, [left, this.expression(own)], at);
    }
  }

  /** Takes a token, or throws. */
  expect(kind: Token["kind"], text: string, expected: string): Token {
    const token = this.#peek();
    if (token.kind !== kind || (kind === "sign" && token.text !== text)) {
      throw badBoost(token.at, `expected ${expected}, got ${shown(token)}`);
    }
    return this.#next();
  }

  #operand(): Expression {
    const token = this.#next();
    const { kind, text, at } = token;
    if (kind === "number") return this.#number(token);
    if (kind === "text") return this.#counted({ kind: "text", value: text, at });
    if (text === "-" && kind === "sign") return this.#prefixed("negative", STRENGTH_OF_SIGN, at);
    if (text === "not" && kind === "name") return this.#prefixed("not", STRENGTH_OF_NOT, at);
    if (kind === "sign" && text === "(") return this.#within(at, () => this.expression(0));
    if (kind !== "name" || WORDS.includes(text)) {
      throw badBoost(at, `expected a number, a column, a function or "(", got ${shown(token)}`);
    }
    if (this.#peek().text !== "(" || this.#peek().kind !== "sign")
      return this.#counted({ kind: "column", name: text, at });
    this.#next();
    if (text === "column") return this.#within(at, () => this.#quotedColumn(at));
    return this.#call(
      text,
      this.#within(at, () => this.#operands()),
      at,
    );
  }

  #number({ text, at }: Token): Expression {
    const value = Number(text);
    if (!Number.isFinite(value)) throw badBoost(at, `expected a number below 1.8e308, got ${text}`);
    return this.#counted({ kind: "number", value, at });
  }

  /** The column of any name: column("release year"). */
  #quotedColumn(at: number): Expression {
    const { text } = this.expect("text", "", 'the name of a column in double quotes, as in column("release year")');
    return this.#counted({ kind: "column", name: text, at });
  }

  #operands(): Expression[] {
    const { kind, text } = this.#peek();
    if (kind === "sign" && text === ")") return [];
    const operands = [this.expression(0)];
    while (this.#peek().kind === "sign" && this.#peek().text === ",") {
      this.#next();
      operands.push(this.expression(0));
    }
    return operands;
  }

  #prefixed(name: string, strength: number, at: number): Expression {
    return this.#call(name, [this.#deeper(at, () => this.expression(strength))], at);
  }

  /** What stands between brackets, of which the first is taken. */
  #within<T>(at: number, read: () => T): T {
    const inner = this.#deeper(at, read);
    this.expect("sign", ")", 'an operator, "," or ")"');
    return inner;
  }

  #deeper<T>(at: number, read: () => T): T {
    if (++this.#depth > MAXIMUM_EXPRESSION_DEPTH) {
      throw badBoost(at, `expected brackets, calls and signs at most ${MAXIMUM_EXPRESSION_DEPTH} deep, got more`);
    }
    const inner = read();
    this.#depth--;
    return inner;
  }

  #call(name: string, operands: readonly Expression[], at: number): Expression {
    return this.#counted({ kind: "call", name, operands, at });
  }

  #counted(node: Expression): Expression {
    if (++this.#nodes <= MAXIMUM_EXPRESSION_NODES) return node;
    const limit = `at most ${MAXIMUM_EXPRESSION_NODES} numbers, texts, columns, operators and calls`;
    throw badBoost(node.at, `expected ${limit}, got more`);
  }

  #peek(): Token {
    return this.#tokens[this.#place] ?? END;
  }

  #next(): Token {
    const token = this.#peek();
    this.#place++;
    return token;
  }
}

const END: Token = { kind: "end", text: "", at: 0 };
