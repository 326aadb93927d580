import { exp, log, pow } from "../../elementary.ts";
import { remembered } from "./remembered.ts";
import * as vector from "./vectors.ts";

/** What an operand is: a number or a condition for each item, or the name of a column, or a text. */
export type Kind = "number" | "condition" | "text" | "column" | "column of numbers" | "column of texts";

/** A function or operator of expressions. */
export interface ExpressionFunction {
  readonly takes: readonly Kind[];
  readonly gives: "number" | "condition";
  /** Computes it from lanes of numbers; absent where an operand is a column or a text, which lanes.ts reads. */
  readonly compute?: vector.Operation | undefined;
}

const NUMBER = ["number"] as const;
const NUMBERS = ["number", "number"] as const;
const CONDITIONS = ["condition", "condition"] as const;

const number = (takes: readonly Kind[], compute?: vector.Operation) => ({ takes, gives: "number", compute }) as const;
const condition = (takes: readonly Kind[], compute?: vector.Operation) =>
  ({ takes, gives: "condition", compute }) as const;

/** All of them by name. A Map: `constructor` is none. */
export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map<string, ExpressionFunction>([
  ["+", number(NUMBERS, vector.add)],
  ["-", number(NUMBERS, vector.subtract)],
  ["*", number(NUMBERS, vector.multiply)],
  ["/", number(NUMBERS, vector.divide)],
  ["negative", number(NUMBER, vector.negative)],
  ["<", condition(NUMBERS, vector.below)],
  ["<=", condition(NUMBERS, vector.atMost)],
  [">", condition(NUMBERS, vector.swapped(vector.below))],
  [">=", condition(NUMBERS, vector.swapped(vector.atMost))],
  ["==", condition(NUMBERS, vector.equal)],
  ["!=", condition(NUMBERS, vector.unequal)],
  ["and", condition(CONDITIONS, vector.both)],
  ["or", condition(CONDITIONS, vector.either)],
  ["not", condition(["condition"], vector.not)],
  ["if", number(["condition", "number", "number"], vector.choose)],
  ["min", number(NUMBERS, vector.least)],
  ["max", number(NUMBERS, vector.largest)],
  ["abs", number(NUMBER, vector.absolute)],
  ["clamp", number(["number", "number", "number"], vector.clamp)],
  ["sqrt", number(NUMBER, vector.of(Math.sqrt))],
  ["exp", number(NUMBER, vector.of(remembered(exp)))],
  ["log", number(NUMBER, vector.of(remembered(log)))],
  ["pow", number(NUMBERS, vector.ofTwo(remembered(pow)))],
  ["has", condition(["column of texts", "text"])],
  ["exists", condition(["column"])],
  ["age", number(["column of numbers"])],
]);

/** Those that are called by name. */
export const CALLED = [...FUNCTIONS.keys()].filter(
  (name) => /^[a-z]/.test(name) && !/^(and|or|not|negative)$/.test(name),
);
