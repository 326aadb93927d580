import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCategoryColumn, type ItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { RequestError } from "../../src/errors.ts";
import { createFilterCompiler } from "../../src/serving/filter.ts";
import { MAXIMUM_FILTER_CLAUSES, MAXIMUM_FILTER_DEPTH, MAXIMUM_FILTER_VALUES } from "../../src/serving/limits.ts";
import type { Filter, FilterClause, FilterGroup } from "../../src/serving/types.ts";
import { ITEMS } from "./fixture.ts";

/** A catalogue as plain lists, one entry an item. */
interface Plain {
  readonly tags: readonly (readonly string[])[];
  readonly rare: readonly (readonly string[])[];
  readonly price: readonly number[];
}

const TAGS = ["crime", "crisp", "noir", "drama"];
const NUMBERS = [Number.NaN, -2.5, -1, -0, 0, 0.5, 3, 1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Neither a word nor a byte nor a block of four is full at most sizes; at 97 a value of few items is sparse, one of many not. */
const catalogues: fc.Arbitrary<Plain> = fc.constantFrom(1, 3, 4, 5, 8, 31, 32, 33, 63, 65, 97, 193).chain((length) => {
  const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: length, maxLength: length });
  return fc.record({
    tags: list(fc.subarray(TAGS)),
    rare: list(fc.oneof({ weight: 30, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.subarray(TAGS) })),
    price: list(fc.constantFrom(...NUMBERS)),
  });
});

const idOf = (item: number): string => `${item % 2 ? "odd" : "even"}-${item}`;

function tableOf({ tags, rare, price }: Plain): ItemTable {
  return {
    itemIds: createVocabulary(price.map((_, item) => idOf(item))),
    titles: price.map(() => ""),
    categories: new Map([
      ["tags", createCategoryColumn(tags)],
      ["rare", createCategoryColumn(rare)],
    ]),
    numbers: new Map([["price", Float64Array.from(price)]]),
    texts: new Map(),
  };
}

const texts = fc.constantFrom(...TAGS, "unknown");
const numbers = fc.constantFrom(-3, -2.5, -1, 0, 0.25, 0.5, 3, 1e300);
const ids = fc.constantFrom("even-0", "odd-1", "even-2", "odd-63", "even-96", "nothing");
const some = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 4 });
const textClauses: fc.Arbitrary<FilterClause> = fc.constantFrom("tags", "rare").chain((column) =>
  fc.oneof(
    texts.map((equals) => ({ column, equals })),
    some(texts).map((anyOf) => ({ column, anyOf })),
    some(texts).map((allOf) => ({ column, allOf })),
    fc.constantFrom("", "cri", "crisp", "x").map((prefix) => ({ column, prefix })),
    fc.boolean().map((exists) => ({ column, exists })),
  ),
);
const clauses: fc.Arbitrary<FilterClause> = fc.oneof(
  textClauses,
  fc.oneof(
    numbers.map((equals) => ({ column: "price", equals })),
    some(numbers).map((anyOf) => ({ column: "price", anyOf })),
    numbers.map((min) => ({ column: "price", min })),
    numbers.map((max) => ({ column: "price", max })),
    fc.tuple(numbers, numbers).map(([min, max]) => ({ column: "price", min, max })),
    fc.boolean().map((exists) => ({ column: "price", exists })),
  ),
  fc.oneof(
    ids.map((equals) => ({ column: "itemId", equals })),
    some(ids).map((anyOf) => ({ column: "itemId", anyOf })),
    fc.constantFrom("", "odd", "even-2", "x").map((prefix) => ({ column: "itemId", prefix })),
  ),
);
const countOf = (node: FilterClause | FilterGroup): number =>
  "column" in node
    ? 1
    : Object.values(node)
        .flat()
        .reduce((sum, inner) => sum + countOf(inner), 0);
const groups = fc
  .letrec<{ group: FilterGroup; node: FilterClause | FilterGroup }>((tie) => {
    const list = fc.array(tie("node"), { minLength: 1, maxLength: 2 });
    return {
      group: fc
        .record({ must: list, should: list, mustNot: list }, { requiredKeys: [] })
        .filter((group) => Object.keys(group).length > 0),
      node: fc.oneof({ maxDepth: 2, depthIdentifier: "groups" }, clauses, tie("group")),
    };
  })
  .group.filter((group) => countOf(group) <= MAXIMUM_FILTER_CLAUSES);

/** What a filter means, in plain words. */
function holds(node: FilterClause | FilterGroup, plain: Plain, item: number): boolean {
  if (!("column" in node)) {
    const { must = [], should, mustNot = [] } = node;
    const test = (inner: FilterClause | FilterGroup) => holds(inner, plain, item);
    return must.every(test) && (should === undefined || should.some(test)) && !mustNot.some(test);
  }
  if (node.column === "price") {
    const price = plain.price[item]!;
    if ("exists" in node) return Number.isNaN(price) !== node.exists;
    if ("equals" in node) return price === node.equals;
    if ("anyOf" in node) return node.anyOf.some((value) => value === price);
    const { min, max } = node as { min?: number; max?: number };
    return (min === undefined || price >= min) && (max === undefined || price <= max);
  }
  const own = node.column === "itemId" ? [idOf(item)] : plain[node.column as "tags" | "rare"][item]!;
  if ("exists" in node) return own.length > 0 === node.exists;
  if ("equals" in node) return own.some((value) => value === node.equals);
  if ("anyOf" in node) return node.anyOf.some((value) => own.some((one) => one === value));
  if ("allOf" in node) return node.allOf.every((value) => own.includes(value));
  return "prefix" in node && own.some((value) => value.startsWith(node.prefix));
}

const passing = (mask: Uint8Array, count: number) =>
  Array.from({ length: count }, (_, item) => item).filter((item) => (mask[item >> 3]! >> (item & 7)) & 1);

describe("a filter of groups", () => {
  it("lets those items pass that the plain words say, of any catalogue", () => {
    fc.assert(
      fc.property(catalogues, fc.array(groups, { minLength: 1, maxLength: 5 }), (plain, filters) => {
        const compile = createFilterCompiler(tableOf(plain));
        const count = plain.price.length;
        for (const filter of filters) {
          const expected = plain.price.flatMap((_, item) => (holds(filter, plain, item) ? [item] : []));
          const { mask, allowed, bitmap } = compile(filter);
          expect(passing(mask, count)).toEqual(expected);
          expect(allowed).toBe(expected.length);
          // Nothing of the words behind the last item.
          expect(passing(new Uint8Array(bitmap.buffer), 32 * bitmap.length)).toEqual(expected);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("finds all of some values among few items and among many", () => {
    for (const every of [2, 50]) {
      const tags = Array.from({ length: 200 }, (_, item) =>
        item % every ? [] : ["a", ...(item % 4 ? ["d"] : ["b", "c"])],
      );
      const price = tags.map(() => 0);
      const compile = createFilterCompiler(tableOf({ tags, rare: tags, price }));
      const having = (allOf: string[]) => passing(compile({ must: [{ column: "tags", allOf }] }).mask, tags.length);
      const itemsWith = (tag: string) => [...tags.keys()].filter((item) => tags[item]!.includes(tag));
      expect(having(["a"])).toEqual(itemsWith("a"));
      expect(having(["c", "a", "c"])).toEqual(itemsWith("c"));
      expect(having(["b", "d"])).toEqual([]);
      expect(having(["a", "unknown"])).toEqual([]);
    }
  });

  it("says the same as the short form", () => {
    const compile = createFilterCompiler(ITEMS);
    const pairs: [Filter, Filter][] = [
      [{ colour: "white" }, { must: [{ column: "colour", equals: "white" }] }],
      [{ tags: { not: ["two"] } }, { mustNot: [{ column: "tags", anyOf: ["two"] }] }],
      [{ year: { max: 1993 } }, { should: [{ column: "year", max: 1993 }] }],
      [{ itemId: ["3", "20", "x"] }, { must: [{ column: "itemId", anyOf: ["3", "20", "x"] }] }],
      [{ itemId: { not: "3" } }, { mustNot: [{ column: "itemId", equals: "3" }] }],
    ];
    for (const [short, long] of pairs) expect(compile(short)).toEqual(compile(long));
  });

  it("reaches columns of the names must, should and mustNot, and one called itemId before the ids", () => {
    const column = createCategoryColumn([["x"], ["y"]]);
    const compile = createFilterCompiler({
      itemIds: createVocabulary(["a", "b"]),
      titles: ["", ""],
      categories: new Map([
        ["must", column],
        ["itemId", column],
      ]),
      numbers: new Map(),
      texts: new Map(),
    });
    expect(passing(compile({ should: [{ column: "must", equals: "y" }] }).mask, 2)).toEqual([1]);
    expect(passing(compile({ itemId: "x" }).mask, 2)).toEqual([0]);
    expect(compile({ itemId: "a" }).allowed).toBe(0);
  });
});

/** Groups in one another, so many deep. */
const nested = (depth: number): FilterGroup => ({
  must: [depth === 1 ? { column: "year", min: 1 } : nested(depth - 1)],
});
const clausesOf = (count: number): FilterGroup => ({
  must: Array.from({ length: count / 2 }, () => ({ column: "year", min: 1 })),
  should: [{ mustNot: Array.from({ length: count - Math.floor(count / 2) }, () => ({ column: "year", max: 1 })) }],
});
const yearsOf = (count: number): FilterGroup => ({
  must: [{ column: "year", anyOf: Array.from({ length: count }, (_, year) => year) }],
});

describe("the limits of groups", () => {
  const compile = createFilterCompiler(ITEMS);
  const refused = (filter: Filter, message: string) => {
    expect(() => compile(filter)).toThrow(expect.objectContaining({ code: "bad-filter" }));
    expect(() => compile(filter)).toThrow(message);
  };

  it("are the depth", () => {
    expect(compile(nested(MAXIMUM_FILTER_DEPTH)).allowed).toBe(17);
    refused(
      nested(MAXIMUM_FILTER_DEPTH + 1),
      "filter.must[0].must[0].must[0].must[0]: expected groups at most 4 deep, got one that is 5 deep",
    );
  });

  it("are the clauses of all groups together", () => {
    expect(compile(clausesOf(MAXIMUM_FILTER_CLAUSES)).allowed).toBe(17);
    refused(
      clausesOf(MAXIMUM_FILTER_CLAUSES + 1),
      "filter.should[0].mustNot[32]: expected at most 64 clauses in the whole filter, got more",
    );
  });

  it("are the values of a list", () => {
    expect(compile(yearsOf(MAXIMUM_FILTER_VALUES)).allowed).toBe(0);
    refused(yearsOf(MAXIMUM_FILTER_VALUES + 1), "filter.must[0].anyOf: expected a list of 1 to 1000 values");
  });
});

describe("a filter of groups that is wrong", () => {
  const compile = createFilterCompiler(ITEMS);
  it.each<[string, unknown, string]>([
    ["an empty list", { should: [] }, "filter.should: expected a list of one clause or more, got an array of 0"],
    [
      "no list",
      { must: { column: "year", min: 1 } },
      "filter.must: expected a list of one clause or more, got an object",
    ],
    ["undefined", { must: undefined }, "filter.must: expected a list of one clause or more, got undefined"],
    ["a column beside groups", { must: [{ column: "year", min: 1 }], colour: "white" }, 'got "colour"'],
    ["a text for a clause", { must: ["white"] }, "filter.must[0]: expected"],
    [
      "an empty group",
      { must: [{ column: "year", min: 1 }, {}] },
      "filter.must[1].column: expected the name of a column",
    ],
    [
      "no column",
      { mustNot: [{ equals: "white" }] },
      "filter.mustNot[0].column: expected the name of a column, got undefined",
    ],
    ["no operator", { must: [{ column: "year" }] }, "filter.must[0]: expected"],
    ["two operators", { must: [{ column: "year", equals: 1, min: 1 }] }, "got equals and min"],
    ["three operators", { must: [{ column: "year", min: 1, max: 2, exists: true }] }, "got min and max and exists"],
    ["an unknown operator", { must: [{ column: "year", minimum: 1 }] }, 'got "minimum"'],
    ["a name of every object", { must: [{ column: "year", constructor: 1 }] }, 'got "constructor"'],
    [
      "a number for text",
      { must: [{ column: "colour", equals: 1 }] },
      'filter.must[0].equals: "colour" is a column of texts',
    ],
    [
      "text for a number",
      { must: [{ column: "year", equals: "1" }] },
      'filter.must[0].equals: "year" is a column of numbers',
    ],
    [
      "NaN",
      { must: [{ column: "year", equals: Number.NaN }] },
      "filter.must[0].equals: expected a text or a finite number",
    ],
    [
      "an infinite bound",
      { must: [{ column: "year", min: 1, max: Infinity }] },
      "filter.must[0].max: expected a finite",
    ],
    [
      "a null bound",
      { must: [{ column: "year", min: null }] },
      "filter.must[0].min: expected a finite number, got null",
    ],
    [
      "a range of texts",
      { must: [{ column: "colour", min: 1, max: 2 }] },
      'filter.must[0]: "colour" is a column of texts',
    ],
    [
      "no value",
      { must: [{ column: "tags", anyOf: [] }] },
      "filter.must[0].anyOf: expected a list of 1 to 1000 values",
    ],
    [
      "values of two kinds",
      { must: [{ column: "tags", anyOf: ["a", 1] }] },
      "filter.must[0].anyOf: expected texts alone",
    ],
    [
      "numbers for texts",
      { must: [{ column: "tags", anyOf: [1] }] },
      'filter.must[0].anyOf: "tags" is a column of texts',
    ],
    [
      "texts for numbers",
      { must: [{ column: "year", anyOf: ["1"] }] },
      'filter.must[0].anyOf: "year" is a column of num',
    ],
    [
      "all of some numbers",
      { must: [{ column: "tags", allOf: [1] }] },
      "filter.must[0].allOf: expected a list of texts",
    ],
    [
      "all of texts of a number",
      { must: [{ column: "year", allOf: ["1"] }] },
      "takes equals, anyOf, min, max and exists",
    ],
    [
      "a prefix of a number",
      { must: [{ column: "year", prefix: "19" }] },
      'filter.must[0].prefix: "year" is a column of',
    ],
    [
      "a prefix that is none",
      { must: [{ column: "tags", prefix: 1 }] },
      "filter.must[0].prefix: expected a text, got 1",
    ],
    [
      "exists that is no truth",
      { must: [{ column: "tags", exists: 1 }] },
      "filter.must[0].exists: expected true or false",
    ],
    ["ids that are numbers", { must: [{ column: "itemId", equals: 1 }] }, "takes equals, anyOf and prefix"],
    ["whether there is an id", { must: [{ column: "itemId", exists: true }] }, "takes equals, anyOf and prefix"],
    ["all ids at once", { must: [{ column: "itemId", allOf: ["1", "2"] }] }, "takes equals, anyOf and prefix"],
  ])("by %s is refused where it is wrong", (_, filter, message) => {
    expect(() => compile(filter as Filter)).toThrow(RequestError);
    expect(() => compile(filter as Filter)).toThrow(expect.objectContaining({ code: "bad-filter" }));
    expect(() => compile(filter as Filter)).toThrow(message);
  });

  it("by its column is refused with the nearest one, and those that there are", () => {
    const known = "it has colour, tags, year, itemId";
    const check = (filter: Filter) => () => compile(filter);
    const unknown = expect.objectContaining({ code: "unknown-filter-column" });
    const deep = { must: [{ column: "year", min: 1 }, { should: [{ column: "yaer", min: 1 }] }] };
    expect(check(deep)).toThrow(unknown);
    expect(check(deep)).toThrow(
      `filter.must[1].should[0].column: this catalogue has no column "yaer" (did you mean year?); ${known}`,
    );
    expect(check({ colours: "white" })).toThrow(
      `filter.colours: this catalogue has no column "colours" (did you mean colour?)`,
    );
    expect(check({ must: [{ column: "constructor", exists: true }] })).toThrow(unknown);
    expect(check(JSON.parse('{"__proto__": "white"}'))).toThrow(unknown);
    expect(() => compile({ ["x".repeat(100_000)]: "white" })).toThrow(unknown);
  });
});
