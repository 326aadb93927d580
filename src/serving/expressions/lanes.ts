import type { CategoryColumn, ItemTable } from "../../data/items.ts";
import { ageOf } from "./age.ts";
import { FUNCTIONS } from "./functions.ts";
import type { Call, Expression } from "./parse.ts";
import { postingsOf } from "./postings.ts";
import { not, type Operation } from "./vectors.ts";

/** Items that are computed at a time: the lanes of an expression stay in the first-level cache. */
export const LANE_ITEMS = 512;

/** An expression at work. */
export interface Lane {
  readonly expression: Expression;
  readonly operands: readonly Lane[];
  /**
   * The values of items first … first + count − 1, count ≤ LANE_ITEMS (vectors.ts says what they hold). They are
   * overwritten by the next read of this lane or of one that it is an operand of.
   */
  read(first: number, count: number): Float64Array;
  /** Whether the value is the same for all items. */
  readonly isConstant?: boolean;
}

/** Prepares an expression that was checked (check.ts). `now` is in seconds since 1970: see ageOf. */
export function laneOf(expression: Expression, items: ItemTable, now: number | undefined): Lane {
  if (expression.kind === "number") return constant(expression, expression.value);
  if (expression.kind === "column") return ofNumbers(expression, numbersOf(expression, items));
  if (expression.kind === "text") throw new RangeError("expression: expected a number that was checked, got a text");
  const { name, operands } = expression;
  const [column, text] = operands;
  if (name === "age") return ofNumbers(expression, ageOf(numbersOf(column, items), now));
  if (name === "has") return ofMembers(expression, categoryOf(column, items), text);
  if (name === "exists") return ofPresence(expression, column, items);
  const lanes = operands.map((operand) => laneOf(operand, items, now));
  return ofCall(expression, lanes, FUNCTIONS.get(name)?.compute ?? not);
}

function constant(expression: Expression, value: number): Lane {
  const values = new Float64Array(LANE_ITEMS).fill(value);
  return { expression, operands: [], isConstant: true, read: () => values };
}

function ofNumbers(expression: Expression, values: Float64Array): Lane {
  return { expression, operands: [], read: (first, count) => values.subarray(first, first + count) };
}

function ofCall(expression: Call, operands: readonly Lane[], compute: Operation): Lane {
  const [a, b = a, c = a] = operands;
  if (!a || !b || !c) throw new RangeError(`${expression.name}: expected operands, got none`);
  const isConstant = operands.every((operand) => operand.isConstant);
  const own = new Float64Array(LANE_ITEMS);
  if (isConstant) compute(own, LANE_ITEMS, a.read(0, LANE_ITEMS), b.read(0, LANE_ITEMS), c.read(0, LANE_ITEMS));
  if (isConstant) return { expression, operands, isConstant, read: () => own };
  const run: Lane["read"] = (first, count) => {
    const one = a.read(first, count);
    const two = b === a ? one : b.read(first, count);
    const three = c === a ? one : c.read(first, count);
    compute(own, count, one, two, three);
    return own;
  };
  return { expression, operands, read: run };
}

/** 1 for items that have the value. A value that no item has is no error: another version may have it. */
function ofMembers(expression: Expression, column: CategoryColumn, text: Expression | undefined): Lane {
  const value = text?.kind === "text" ? column.dictionary.indexOf(text.value) : -1;
  const { offsets, items } = postingsOf(column);
  const [start, end] = value < 0 ? [0, 0] : [offsets[value]!, offsets[value + 1]!];
  const own = new Float64Array(LANE_ITEMS);
  let at = start;
  return {
    expression,
    operands: [],
    read: (first, count) => {
      own.fill(0, 0, count);
      while (at > start && items[at - 1]! >= first) at--;
      while (at < end && items[at]! < first) at++;
      for (; at < end && items[at]! < first + count; at++) own[items[at]! - first] = 1;
      return own;
    },
  };
}

/** 1 for items that have a value in the column. */
function ofPresence(expression: Expression, column: Expression | undefined, items: ItemTable): Lane {
  const own = new Float64Array(LANE_ITEMS);
  const numbers = column?.kind === "column" ? items.numbers.get(column.name) : undefined;
  const read = numbers
    ? (first: number, count: number): Float64Array => {
        for (let place = 0; place < count; place++) own[place] = Number.isNaN(numbers[first + place]!) ? 0 : 1;
        return own;
      }
    : presenceIn(categoryOf(column, items), own);
  return { expression, operands: [], read };
}

function presenceIn({ offsets }: CategoryColumn, own: Float64Array): Lane["read"] {
  return (first, count) => {
    for (let place = 0; place < count; place++) {
      own[place] = offsets[first + place + 1]! > offsets[first + place]! ? 1 : 0;
    }
    return own;
  };
}

function numbersOf(column: Expression | undefined, { numbers }: ItemTable): Float64Array {
  const found = column?.kind === "column" ? numbers.get(column.name) : undefined;
  if (!found) throw new RangeError("expression: expected a column that was checked");
  return found;
}

function categoryOf(column: Expression | undefined, { categories }: ItemTable): CategoryColumn {
  const found = column?.kind === "column" ? categories.get(column.name) : undefined;
  if (!found) throw new RangeError("expression: expected a column that was checked");
  return found;
}
