import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planSettings } from "../../src/evaluation/search/plan.ts";
import { parseSpace, sizeOf } from "../../src/evaluation/search/space.ts";

const plan = (grid: readonly string[], ranges: readonly string[] = [], trials?: number, seed = 1) =>
  planSettings(parseSpace(grid, ranges), trials, seed);

describe("a grid", () => {
  it("gives every combination once, the last option changing fastest", () => {
    expect(plan(["a=1,2,1", "b=x,y"])).toEqual([
      { a: "1", b: "x" },
      { a: "1", b: "y" },
      { a: "2", b: "x" },
      { a: "2", b: "y" },
    ]);
  });

  it("above 10,000 settings is refused with their number, and drawn from instead", () => {
    const hundred = Array.from({ length: 100 }, (_, value) => value).join(",");
    const large = [`a=${hundred}`, `b=${hundred}`, "c=1,2"];
    expect(() => plan(large)).toThrow(/at most 10,000 settings, got 20,000/);
    expect(plan(large.slice(0, 2))).toHaveLength(10_000);
    expect(plan(large, [], 7)).toHaveLength(7);
  });

  it.each([
    [[], [], "expected options to search"],
    [["a"], [], "key=a,b,c"],
    [["a=1,,2"], [], "without an empty value"],
    [["a=1", "a=2"], [], "each option once"],
    [["a=1"], ["a=1..2"], "each option once"],
    [[], ["a=2..1"], "low not above high"],
    [[], ["a=1..x"], "key=low..high"],
    [[], ["a=0..1:log"], "begin above 0"],
    [[], ["a=1..2"], "needs --trials"],
  ])("of %j and ranges %j is refused with a reason", (grid, ranges, reason) => {
    expect(() => plan(grid, ranges)).toThrow(reason);
  });

  it("keeps a key that objects have of their own, so that the model refuses it", () => {
    expect(Object.keys(plan(["__proto__=1"])[0] ?? {})).toEqual(["__proto__"]);
  });
});

describe("drawn settings", () => {
  it("are the same with the same seed and others with another", () => {
    const ranges = ["a=0.0..1.0", "b=1..1000:log"];
    expect(plan([], ranges, 5, 3)).toEqual(plan([], ranges, 5, 3));
    expect(plan([], ranges, 5, 3)).not.toEqual(plan([], ranges, 5, 4));
  });

  it("are the whole space where it has no more than asked for", () => {
    expect(plan(["a=x,y"], ["b=1..2"], 50)).toEqual(plan(["a=x,y", "b=1,2"]));
    expect(sizeOf(parseSpace(["a=x,y"], ["b=0.0..1.0"]))).toBe(Number.POSITIVE_INFINITY);
  });

  it("reach both ends of a range of whole numbers", () => {
    const drawn = plan([], ["a=1..4:log", "b=0.0..1.0"], 200).map(({ a }) => a);
    expect([...new Set(drawn)].sort()).toEqual(["1", "2", "3", "4"]);
  });

  it("take the ends of a range of whole numbers as often as what lies between", () => {
    const drawn = plan([], ["a=1..3", "b=0.0..1.0"], 600).map(({ a }) => a);
    for (const value of ["1", "2", "3"]) {
      expect(Math.abs(drawn.filter((other) => other === value).length - 200)).toBeLessThan(40);
    }
  });

  it("are not rounded out of a narrow range", () => {
    expect(plan([], ["a=0.12345678..0.12345679"], 1)).toEqual([{ a: "0.12345679" }]);
  });

  it("halve a logarithmic range at its geometric mean", () => {
    const drawn = plan([], ["a=0.01..100.0:log"], 400).map(({ a }) => Number(a));
    const below = drawn.filter((value) => value < 1).length;
    expect(Math.abs(below - 200)).toBeLessThan(60);
  });

  it("stay within the range, whole where both ends are written whole, and never come twice", () => {
    const range = fc.tuple(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 1e6 }),
      fc.boolean(),
      fc.boolean(),
    );
    fc.assert(
      fc.property(range, fc.integer({ min: 0, max: 0xffff_ffff }), ([one, other, log, real], seed) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const ends = real ? `${low}.0..${high}.0` : `${low}..${high}`;
        const drawn = plan([], [`a=${ends}${log ? ":log" : ""}`], 20, seed).map(({ a }) => Number(a));
        expect(new Set(drawn).size).toBe(drawn.length);
        for (const value of drawn) {
          expect(value >= low && value <= high).toBe(true);
          if (!real) expect(Number.isInteger(value)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
