import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestError } from "../../src/errors.ts";
import { createFilterCompiler } from "../../src/serving/filter.ts";
import type { Filter } from "../../src/serving/types.ts";
import { ITEM_COUNT, ITEMS, passes } from "./fixture.ts";

const compile = (filter: Filter) => createFilterCompiler(ITEMS)(filter);
const passing = (mask: Uint8Array) =>
  Array.from({ length: ITEM_COUNT }, (_, item) => item).filter((item) => (mask[item >> 3]! >> (item & 7)) & 1);

describe("a filter", () => {
  it.each<[string, Filter, number[]]>([
    ["a value", { colour: "white" }, [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]],
    ["any value of a list", { tags: ["three", "five"] }, [3, 5, 6, 9, 10, 12, 15, 18, 20]],
    ["not a value", { tags: { not: "two" } }, [0, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]],
    ["none of a list", { tags: { not: ["two", "three"] } }, [0, 1, 5, 7, 11, 13, 17, 19]],
    ["a number", { year: 1993 }, [3]],
    ["a range, bounds included", { year: { min: 1996, max: 2000 } }, [6, 7, 8, 10]],
    ["a lower bound alone", { year: { min: 2007 } }, [17, 18, 20]],
    ["an upper bound alone", { year: { max: 1991 } }, [0, 1]],
    ["all conditions at once", { colour: "black", tags: "three", year: { min: 1997 } }, [12, 18]],
    ["nothing, so that all pass", {}, Array.from({ length: ITEM_COUNT }, (_, item) => item)],
    ["a value that no item has", { colour: "green" }, []],
    ["not a value that no item has", { colour: { not: "green" }, year: 1990 }, [0]],
    ["an empty list, so that none passes", { colour: [] }, []],
    ["a range upside down, so that none passes", { year: { min: 2, max: 1 } }, []],
    ["an unknown number, which is no number", { year: { min: -1e300 }, tags: "two" }, [2, 6, 8, 10, 12, 16, 18, 20]],
  ])("can ask for %s", (_, filter, expected) => {
    const { mask, allowed } = compile(filter);
    expect(passing(mask)).toEqual(expected);
    expect(allowed).toBe(expected.length);
  });

  it.each([
    [5, "5"],
    ["white", '"white"'],
    [[], "[]"],
    [true, "true"],
  ])("is an object: %j is refused", (given, shown) => {
    expect(() => compile(given as unknown as Filter)).toThrow(
      new RequestError("bad-filter", `filter: expected an object, columns with conditions, got ${shown}`),
    );
  });

  it("counts the items of the blocks of four that the scan visits", () => {
    expect(compile({ year: 1993 }).scored).toBe(4);
    expect(compile({ tags: "five" }).scored).toBe(13);
    expect(compile({ year: 2010 }).scored).toBe(1);
    expect(compile({ colour: "green" }).scored).toBe(0);
  });

  it("of an unknown column is refused with the columns that exist", () => {
    const check = () => compile({ genre: "crime" });
    expect(check).toThrow(RequestError);
    expect(check).toThrow(expect.objectContaining({ code: "unknown-filter-column" }));
    expect(check).toThrow('filter.genre: this catalogue has no column "genre"; it has colour, tags, year, itemId');
  });

  it.each<[string, unknown]>([
    ["a number for text", { colour: 1 }],
    ["a range for text", { colour: { min: 1 } }],
    ["an empty object for text", { colour: {} }],
    ["numbers in a list of texts", { colour: ["black", 1] }],
    ["a number that is not to be", { colour: { not: 1 } }],
    ["text for a number", { year: "1990" }],
    ["a list for a number", { year: ["1990"] }],
    ["an empty object for a number", { year: {} }],
    ["text for a bound", { year: { min: "1990" } }],
    ["a value that a number is not to be", { year: { not: "1990" } }],
    ["nothing", { colour: null }],
    ["nothing for a number", { year: null }],
    ["an undefined condition", { colour: undefined }],
    ["NaN", { year: Number.NaN }],
    ["NaN for a bound", { year: { min: Number.NaN } }],
    ["an infinite bound", { year: { min: Number.NEGATIVE_INFINITY } }],
    ["no bound", { year: { min: undefined } }],
    ["a misspelt bound", { year: { min: 1990, mx: 1995 } }],
    ["a misspelt bound alone", { year: { maximum: 1995 } }],
    ["a second key beside not", { colour: { not: "black", min: 1 } }],
  ])("with %s is refused", (_, filter) => {
    const check = () => compile(filter as Filter);
    expect(check).toThrow(RequestError);
    expect(check).toThrow(expect.objectContaining({ code: "bad-filter" }));
  });

  it("is compiled once while it is among the last sixteen", () => {
    const kept = createFilterCompiler(ITEMS);
    const first = kept({ year: 1993 });
    expect(kept({ year: 1993 })).toBe(first);
    for (let year = 0; year < 15; year++) kept({ year });
    expect(kept({ year: 1993 })).toBe(first);
    kept({ year: 15 });
    expect(kept({ year: 1993 })).not.toBe(first);
    expect(kept({ year: 1993 })).toEqual(first);
  });

  it("is not taken for another one that was compiled before", () => {
    const kept = createFilterCompiler(ITEMS);
    expect(kept({ year: { min: 1990 } }).allowed).toBe(17);
    expect(() => kept({ year: { min: 1990, max: undefined } } as unknown as Filter)).toThrow(RequestError);
    kept({});
    expect(() => kept({ colour: undefined } as unknown as Filter)).toThrow(RequestError);
    expect(kept({ colour: ["black", "white"] }).allowed).toBe(ITEM_COUNT);
    expect(kept({ colour: "black,white" }).allowed).toBe(0);
  });

  it("passes the items that the plain words say", () => {
    const text = (values: string[]) => {
      const list = fc.subarray(values);
      return fc.oneof(
        fc.constantFrom(...values),
        list,
        list.map((not) => ({ not })),
      );
    };
    const year = fc.integer({ min: 1988, max: 2012 });
    const filters = fc.record(
      {
        colour: text(["black", "white", "green"]),
        tags: text(["two", "three", "five"]),
        year: fc.oneof(year, fc.record({ min: year, max: year }), fc.record({ min: year })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(filters, (filter) => {
        const { mask, allowed, scored } = compile(filter);
        const expected = Array.from({ length: ITEM_COUNT }, (_, item) => item).filter((item) => passes(filter, item));
        expect(passing(mask)).toEqual(expected);
        expect(allowed).toBe(expected.length);
        const blocks = new Set(expected.map((item) => item >> 2));
        expect(scored).toBe([...blocks].reduce((sum, block) => sum + Math.min(4, ITEM_COUNT - 4 * block), 0));
      }),
    );
  });
});
