import { describe, expect, it } from "vitest";
import { createCategoryColumn, type ItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { RequestError } from "../../src/errors.ts";
import { checkExpression } from "../../src/serving/expressions/check.ts";
import { compileBoost, createBoostCompiler } from "../../src/serving/expressions/compile-boost.ts";
import { LANE_ITEMS, laneOf } from "../../src/serving/expressions/lanes.ts";
import { parseExpression } from "../../src/serving/expressions/parse.ts";
import { seeded } from "../kernels/samples.ts";
import { COUNT, createWriter, sampleItems, type Value } from "./expression-samples.ts";

const SAMPLE = sampleItems();

/** Four items: a comedy of 1999 at 4, a drama of 2010 at 0, one of which nothing is known, and one of both of 2020 at 10. */
const ITEMS: ItemTable = {
  itemIds: createVocabulary(["a", "b", "c", "d"]),
  titles: [],
  categories: new Map([["genres", createCategoryColumn([["Comedy"], ["Drama"], [], ["Comedy", "Drama"]])]]),
  numbers: new Map([
    ["year", Float64Array.of(1999, 2010, Number.NaN, 2020)],
    ["release year", Float64Array.of(1999, 2010, Number.NaN, 2020)],
    ["price", Float64Array.of(4, 0, Number.NaN, 10)],
    ["added", Float64Array.of(1.5e9, 1.6e9, Number.NaN, 1.7e9)],
    ["addedMs", Float64Array.of(1.5e12, 1.6e12, Number.NaN, 1.7e12)],
    ["day", Float64Array.of(20201231, 20210101, Number.NaN, 20210102)],
    ["if", Float64Array.of(1, 2, 3, 4)],
  ]),
  texts: new Map(),
};

const values = (expression: string, now?: number): number[] => [...compileBoost(expression, ITEMS, now)];
const years = (seconds: number) => Math.fround(seconds / 31_557_600);

function errorOf(expression: string): { code: string; message: string } {
  try {
    compileBoost(expression, ITEMS, undefined);
  } catch (error) {
    if (error instanceof RequestError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error(`expected ${expression} to be refused`);
}

describe("random expressions", () => {
  it("are for every item what plain words say, faults and missing numbers included", () => {
    const kinds = { number: 0, missing: 0, fault: 0 };
    seeded(77, (random) => {
      const { number } = createWriter(random, SAMPLE);
      for (let trial = 0; trial < 300; trial++) {
        const written = number(1 + (trial % 4));
        if (written.text.length > 1000) continue;
        const parsed = parseExpression(written.text);
        checkExpression(parsed, SAMPLE);
        const lane = laneOf(parsed, SAMPLE, undefined);
        for (let first = 0; first < COUNT; first += LANE_ITEMS) {
          const count = Math.min(LANE_ITEMS, COUNT - first);
          const read = lane.read(first, count);
          for (let place = 0; place < count; place++) {
            const wanted = written.of(first + place);
            kinds[typeof wanted === "number" ? "number" : wanted]++;
            if (!isSame(read[place] ?? 0, wanted)) {
              expect.fail(`${written.text} for item ${first + place}: expected ${wanted}, got ${read[place]}`);
            }
          }
        }
      }
    });
    expect(Math.min(kinds.number, kinds.missing, kinds.fault)).toBeGreaterThan(10_000);
  });
});

function isSame(read: number, wanted: Value): boolean {
  if (wanted === "missing") return Number.isNaN(read);
  return wanted === "fault" ? Math.abs(read) === Number.POSITIVE_INFINITY : read === wanted;
}

describe("an expression", () => {
  it.each<[string, number[]]>([
    ["2 + 3 * 4", [14, 14, 14, 14]],
    ["(2 + 3) * 4", [20, 20, 20, 20]],
    ["10 - 4 - 3", [3, 3, 3, 3]],
    ["16 / 4 / 2", [2, 2, 2, 2]],
    ["- 2 * - 3", [6, 6, 6, 6]],
    ["1.5e1 + .5", [15.5, 15.5, 15.5, 15.5]],
    ["price + 1", [5, 1, 1, 11]],
    ['column("release year") - 1998', [1, 12, 1, 22]],
    ['column("if")', [1, 2, 3, 4]],
    ["if(year > 2000 and year < 2015, 2, 3)", [3, 2, 3, 3]],
    ["if(year < 2000 or price > 5, 2, 3)", [2, 3, 3, 2]],
    ["if(not year > 2000, 2, 3)", [2, 3, 2, 3]],
    ["if(year != 1999, 2, 3)", [3, 2, 3, 2]],
    ['if(has(genres, "Comedy"), 2, 3)', [2, 3, 3, 2]],
    ['if(has(genres, "no such"), 2, 3)', [3, 3, 3, 3]],
    ["if(exists(price), 2, 3)", [2, 2, 3, 2]],
    ["if(exists(genres), 2, 3)", [2, 2, 3, 2]],
    ["if(exists(price), price + 1, 7)", [5, 1, 7, 11]],
    ["if(price > 0, 8 / price, 3)", [2, 3, 3, Math.fround(0.8)]],
    ["clamp(price, 1, 5)", [4, 1, 1, 5]],
    ["min(price, 5) + max(price, 3)", [8, 3, 1, 15]],
    ["pow(price + 1, 2) / abs(-5)", [5, Math.fround(0.2), 1, Math.fround(24.2)]],
    ["sqrt(price + 5)", [3, Math.fround(Math.sqrt(5)), 1, Math.fround(Math.sqrt(15))]],
    ["age(year) + 1", [22, 11, 1, 1]],
    ["  1\n+\t1 ", [2, 2, 2, 2]],
  ])("%s", (expression, wanted) => {
    expect(values(expression)).toEqual(wanted);
  });

  it("counts ages to the present that is given, in years, and to the newest item without one", () => {
    const now = Date.UTC(2024, 6, 1) / 1000;
    expect(values("age(year) + 1", now)).toEqual([26, 15, 1, 5]);
    expect(values("age(added) + 1")).toEqual([years(2e8 + 31_557_600), years(1e8 + 31_557_600), 1, 1]);
    expect(values("age(addedMs) + 1")).toEqual(values("age(added) + 1"));
    expect(values("age(added) + 1", 1.65e9)).toEqual([years(1.5e8 + 31_557_600), years(5e7 + 31_557_600), 1, 1]);
  });
});

describe("what cannot be used is refused", () => {
  it.each<[string, string, string]>([
    ["", "bad-boost", "character 1: expected a number, a column"],
    ["year +", "bad-boost", 'character 7: expected a number, a column, a function or "(", got the end'],
    ["year year", "bad-boost", 'character 6: expected an operator or the end, got "year"'],
    ["(1", "bad-boost", 'character 3: expected an operator, "," or ")", got the end'],
    ["1 = 2", "bad-boost", "character 3: expected a number, a column, a text in double quotes or one of"],
    ["1e400", "bad-boost", "character 1: expected a number below"],
    ["'a'", "bad-boost", "character 1"],
    ['has(genres, "\\x")', "bad-boost", "character 13: expected a text with the escapes of JSON"],
    ["if(1, 2, 3)", "bad-boost", "character 4: expected a condition such as year > 2000, got the number 1"],
    ["year > 2000", "bad-boost", "character 6: expected a number, got a condition; write if("],
    ["1 < 2 < 3", "bad-boost", "got a condition"],
    [
      "if(abs(1), 2, 3)",
      "bad-boost",
      "character 4: expected a condition such as year > 2000, got the number that abs gives",
    ],
    ["min(1)", "bad-boost", "character 1: min: expected 2 parts (a number, a number), got 1"],
    ["minn(1, 2)", "bad-boost", "(did you mean min?)"],
    ["toString(1)", "bad-boost", "character 1: expected a function"],
    [
      "genres * 2",
      "bad-boost",
      'character 1: expected a number, got "genres", a column of texts; write if(has(genres, "…")',
    ],
    ['if(has(year, "x"), 1, 2)', "bad-boost", 'expected a column of texts, got "year", a column of numbers'],
    ["age(genres)", "bad-boost", "expected a column of numbers, got"],
    ["age(day) + 1", "bad-boost", "boost, age: expected a column of years, or of seconds"],
    ["column(year)", "bad-boost", "the name of a column in double quotes"],
    ['"a" + 1', "bad-boost", 'character 1: expected a number, got the text "a"'],
    [
      "yaer / 2000",
      "unknown-boost-column",
      'character 1: this catalogue has no column "yaer" (did you mean year?); it has year,',
    ],
    ["constructor", "unknown-boost-column", 'no column "constructor"'],
    ["__proto__ + 1", "unknown-boost-column", 'no column "__proto__"'],
    ['column("hasOwnProperty")', "unknown-boost-column", 'no column "hasOwnProperty"'],
    [
      "8 / price",
      "bad-boost",
      'character 3: expected a finite number for every item, got a division of 8 by zero for item "b"',
    ],
    [
      "if(price < 5, 1 / price, 1)",
      "bad-boost",
      'character 17: expected a finite number for every item, got a division of 1 by zero for item "b"',
    ],
    ["min(8 / price, 5)", "bad-boost", 'a division of 8 by zero for item "b"'],
    ["if(8 / price > 1, 2, 3)", "bad-boost", 'a division of 8 by zero for item "b"'],
    ["log(price)", "bad-boost", 'got no finite number from log(0) for item "b"'],
    ["sqrt(price - 1)", "bad-boost", 'got no finite number from sqrt(-1) for item "b"'],
    ["exp(1000)", "bad-boost", 'got no finite number from exp(1000) for item "a"'],
    ["price", "bad-boost", 'expected a number from 0.001 to 1000 for every item, got 0 for item "b"; write clamp('],
    ["-1", "bad-boost", 'got -1 for item "a"'],
    ["year", "bad-boost", 'got 1999 for item "a"'],
  ])("%s", (expression, code, message) => {
    const error = errorOf(expression);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^boost(, |:)/);
  });

  it("boosts one step beyond 0.001 and 1000, and not these", () => {
    expect(values("0.001")).toEqual(values("0.001").fill(Math.fround(0.001)));
    expect(values("1000")[0]).toBe(1000);
    expect(errorOf("0.0009999").message).toContain("got 0.0009999");
    expect(errorOf("1000.1").message).toContain("got 1000.1");
  });

  it("expressions of 1,001 characters, and not of 1,000", () => {
    expect(values("1".padEnd(1000))).toEqual([1, 1, 1, 1]);
    expect(errorOf("1".padEnd(1001)).message).toContain("expected an expression of at most 1000 characters, got 1001");
  });

  it("expressions of 101 nodes, and not of 100", () => {
    const sum = (terms: number) => Array.from({ length: terms }, () => "1").join("+");
    expect(values(`-1+${sum(49)}`)[0]).toBe(48);
    expect(errorOf(sum(51)).message).toContain(
      "expected at most 100 numbers, texts, columns, operators and calls, got more",
    );
  });

  it.each([
    ["(", "1", ")"],
    ["abs(", "1", ")"],
    ["- ", "1", ""],
  ])("%s… 21 deep, and not 20 deep", (open, inner, close) => {
    const nested = (depth: number) => open.repeat(depth) + inner + close.repeat(depth);
    expect(values(nested(20))[0]).toBe(1);
    expect(errorOf(nested(21)).message).toContain("at most 20 deep");
  });
});

describe("compiled boosts", () => {
  it("are kept by expression, and where they count ages by the hour of the present", () => {
    const compile = createBoostCompiler(ITEMS);
    const first = compile("price + 1", undefined);
    expect(compile("price + 1", 3600)).toBe(first);
    const aged = compile("age(added) + 1", 1.65e9);
    expect(compile("age(added) + 1", 1.65e9 + 1)).toBe(aged);
    expect(compile("age(added) + 1", 1.65e9 + 3600)).not.toBe(aged);
    for (let other = 0; other < 20; other++) compile(`price + ${other + 2}`, undefined);
    expect(compile("price + 1", undefined)).not.toBe(first);
    expect(compile("price + 1", undefined)).toEqual(first);
  });
});
