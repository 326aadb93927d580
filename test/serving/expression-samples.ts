import { createCategoryColumn, type ItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { exp, log, pow } from "../../src/elementary.ts";
import { createRandom, type Random } from "../../src/random.ts";

/** More than two blocks of items, and a part of one. */
export const COUNT = 2500;
const GENRES = ["Comedy", "Drama", "Film-Noir"];

/** A catalogue whose columns have zeros, gaps and numbers below 0. */
export function sampleItems(): ItemTable {
  const random = createRandom(4);
  const column = (value: () => number) => Float64Array.from({ length: COUNT }, value);
  const genres = Array.from({ length: COUNT }, () => GENRES.filter(() => random.nextFloat() < 0.3));
  return {
    itemIds: createVocabulary(Array.from({ length: COUNT }, (_, item) => `item ${item}`)),
    titles: [],
    categories: new Map([["genres", createCategoryColumn(genres)]]),
    numbers: new Map([
      ["year", column(() => 1900 + random.nextInteger(125))],
      ["price", column(() => (random.nextFloat() < 0.2 ? Number.NaN : random.nextInteger(50) / 4))],
      ["release year", column(() => (random.nextFloat() < 0.1 ? Number.NaN : 1950 + random.nextInteger(70)))],
      ["change", column(() => random.nextInteger(9) - 4)],
    ]),
    texts: new Map(),
  };
}

/** What a number of an item is, said in plain words: `missing` where the catalogue does not know it. */
export type Value = number | "missing" | "fault";
/** A random expression: as it is written, and what it is for an item. */
export interface Written<T> {
  readonly text: string;
  of(item: number): T;
}
type Number_ = Written<Value>;
type Condition = Written<boolean | "fault">;

const computed =
  (compute: (...numbers: number[]) => number, operands: readonly Number_[]) =>
  (item: number): Value => {
    const values = operands.map((operand) => operand.of(item));
    if (values.includes("fault")) return "fault";
    if (values.includes("missing")) return "missing";
    const result = compute(...values.map(Number));
    return Number.isFinite(result) ? result : "fault";
  };

const OPERATORS: Readonly<Record<string, (x: number, y: number) => number>> = {
  "+": (x, y) => x + y,
  "-": (x, y) => x - y,
  "*": (x, y) => x * y,
  "/": (x, y) => x / y,
};
const COMPARISONS: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  "<": (x, y) => x < y,
  "<=": (x, y) => x <= y,
  ">": (x, y) => x > y,
  ">=": (x, y) => x >= y,
  "==": (x, y) => x === y,
  "!=": (x, y) => x !== y,
};
const CALLS: readonly [string, number, (...numbers: number[]) => number][] = [
  ["min", 2, Math.min],
  ["max", 2, Math.max],
  ["abs", 1, Math.abs],
  ["exp", 1, exp],
  ["log", 1, log],
  ["sqrt", 1, Math.sqrt],
  ["pow", 2, pow],
  ["clamp", 3, (x = 0, low = 0, high = 0) => Math.min(Math.max(x, low), high)],
];

/** Random expressions over the columns of `items`, each part in brackets. */
export function createWriter(random: Random, items: ItemTable) {
  const pick = <T>(list: readonly T[]): T => list[random.nextInteger(list.length)] as T;
  const column = (): Number_ => {
    const name = pick([...items.numbers.keys()]);
    const values = items.numbers.get(name) ?? new Float64Array(0);
    const of = (item: number): Value => (Number.isNaN(values[item]) ? "missing" : (values[item] ?? "missing"));
    return { text: name.includes(" ") || random.nextFloat() < 0.2 ? `column("${name}")` : name, of };
  };
  const number = (depth: number): Number_ => {
    const kind = depth <= 0 ? random.nextInteger(2) : random.nextInteger(7);
    if (kind === 0) return constant(pick([0, 0.5, 1, 2, 3.25, 1e3]));
    if (kind === 1) return column();
    if (kind === 2) {
      const inner = number(depth - 1);
      return { text: `-(${inner.text})`, of: computed((x = 0) => -x, [inner]) };
    }
    if (kind === 3 || kind === 4) {
      const sign = pick(Object.keys(OPERATORS));
      const [a, b] = [number(depth - 1), number(depth - 1)];
      return { text: `(${a.text}) ${sign} (${b.text})`, of: computed(OPERATORS[sign] as () => number, [a, b]) };
    }
    if (kind === 5) {
      const [condition_, a, b] = [condition(depth - 1), number(depth - 1), number(depth - 1)];
      const of = (item: number): Value => {
        const holds = condition_.of(item);
        return holds === "fault" ? "fault" : (holds ? a : b).of(item);
      };
      return { text: `if(${condition_.text}, ${a.text}, ${b.text})`, of };
    }
    const [name, count, compute] = pick(CALLS);
    const operands = Array.from({ length: count }, () => number(depth - 1));
    return { text: `${name}(${operands.map(({ text }) => text).join(", ")})`, of: computed(compute, operands) };
  };
  const condition = (depth: number): Condition => {
    const kind = depth <= 0 ? random.nextInteger(2) : random.nextInteger(5);
    if (kind === 0) return membership(items, pick([...GENRES, "no such"]));
    if (kind === 1) return presence(items, pick(["price", "genres"]));
    if (kind === 2) {
      const sign = pick(Object.keys(COMPARISONS));
      const [a, b] = [number(depth - 1), number(depth - 1)];
      const of = (item: number): boolean | "fault" => {
        const [x, y] = [a.of(item), b.of(item)];
        if (x === "fault" || y === "fault") return "fault";
        return x !== "missing" && y !== "missing" && COMPARISONS[sign]?.(x, y) === true;
      };
      return { text: `(${a.text}) ${sign} (${b.text})`, of };
    }
    if (kind === 3) {
      const inner = condition(depth - 1);
      const of = (item: number): boolean | "fault" => {
        const holds = inner.of(item);
        return holds === "fault" ? "fault" : !holds;
      };
      return { text: `not (${inner.text})`, of };
    }
    const [word, a, b] = [pick(["and", "or"]), condition(depth - 1), condition(depth - 1)];
    const of = (item: number): boolean | "fault" => {
      const first = a.of(item);
      if (first === "fault") return "fault";
      return first === (word === "or") ? first : b.of(item);
    };
    return { text: `(${a.text}) ${word} (${b.text})`, of };
  };
  return { number, condition };
}

const constant = (value: number): Number_ => ({ text: String(value), of: () => value });

function membership(items: ItemTable, genre: string): Condition {
  return { text: `has(genres, "${genre}")`, of: (item) => valuesOf(items, item).includes(genre) };
}

function presence(items: ItemTable, column: string): Condition {
  const values = items.numbers.get(column);
  const of = (item: number): boolean => (values ? !Number.isNaN(values[item]) : valuesOf(items, item).length > 0);
  return { text: `exists(${column})`, of };
}

function valuesOf({ categories }: ItemTable, item: number): (string | undefined)[] {
  const { dictionary, offsets, codes } = categories.get("genres") ?? createCategoryColumn([]);
  return Array.from(codes.subarray(offsets[item], offsets[item + 1]), (code) => dictionary[code]);
}
