import type { ItemTable } from "../../data/items.ts";
import { RequestError } from "../../errors.ts";
import { didYouMean } from "../../nearest.ts";
import { CALLED, type ExpressionFunction, FUNCTIONS, type Kind } from "./functions.ts";
import type { Call, Expression } from "./parse.ts";
import { badBoost } from "./tokens.ts";

type Columns = Pick<ItemTable, "categories" | "numbers">;

/** How an operand of a kind is written, for errors. */
const WANTED: Readonly<Record<Kind, string>> = {
  number: "a number",
  condition: "a condition such as year > 2000",
  text: "a text in double quotes",
  column: "a column",
  "column of numbers": "a column of numbers",
  "column of texts": "a column of texts",
};

/**
 * Checks that an expression is a number for each item, and every operand what its operator takes. Throws RequestError
 * `unknown-boost-column` for a column that the catalogue does not have, `bad-boost` for everything else.
 */
export function checkExpression(expression: Expression, columns: Columns): void {
  check(expression, "number", columns);
}

function check(expression: Expression, wanted: Kind, columns: Columns): void {
  if (expression.kind === "call") checkCall(expression, wanted, columns);
  else if (expression.kind === "column") checkColumn(expression.name, expression.at, wanted, columns);
  else checkValue(expression, wanted);
}

function checkValue(expression: Exclude<Expression, Call | { readonly kind: "column" }>, wanted: Kind): void {
  const { kind, at } = expression;
  if (kind === wanted) return;
  const got = kind === "text" ? `the text ${JSON.stringify(expression.value)}` : `the number ${expression.value}`;
  throw badBoost(at, `expected ${WANTED[wanted]}, got ${got}`);
}

function checkCall({ name, operands, at }: Call, wanted: Kind, columns: Columns): void {
  const { takes, gives } = functionOf(name, at);
  if (takes.length !== operands.length) {
    const parts = `${takes.length} ${takes.length === 1 ? "part" : "parts"} (${takes.map((kind) => WANTED[kind]).join(", ")})`;
    throw badBoost(at, `${name}: expected ${parts}, got ${operands.length}`);
  }
  if (gives !== wanted) {
    const remedy =
      wanted === "number" ? ", got a condition; write if(…, 1.5, 1)" : `, got the number that ${name} gives`;
    throw badBoost(at, `expected ${WANTED[wanted]}${remedy}`);
  }
  for (const [place, operand] of operands.entries()) check(operand, takes[place] ?? "number", columns);
}

function functionOf(name: string, at: number): ExpressionFunction {
  const known = FUNCTIONS.get(name);
  if (known) return known;
  const expected = `expected a function, one of ${CALLED.join(", ")}`;
  throw badBoost(at, `${expected}, got ${JSON.stringify(name)}${didYouMean(name, CALLED)}`);
}

function checkColumn(name: string, at: number, wanted: Kind, { categories, numbers }: Columns): void {
  const shown = JSON.stringify(name);
  if (numbers.has(name)) {
    if (wanted === "number" || wanted === "column" || wanted === "column of numbers") return;
    throw badBoost(at, `expected ${WANTED[wanted]}, got ${shown}, a column of numbers`);
  }
  if (categories.has(name)) {
    if (wanted === "column" || wanted === "column of texts") return;
    const remedy = wanted === "text" ? "" : `; write if(has(${name}, "…"), 1.5, 1)`;
    throw badBoost(at, `expected ${WANTED[wanted]}, got ${shown}, a column of texts${remedy}`);
  }
  const known = [...numbers.keys(), ...categories.keys()];
  const unknown = `boost, character ${at + 1}: this catalogue has no column ${shown}${didYouMean(name, known)}`;
  throw new RequestError("unknown-boost-column", `${unknown}; it has ${known.join(", ") || "none"}`);
}
