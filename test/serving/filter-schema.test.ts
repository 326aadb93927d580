import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod/mini";
import { parseGroup } from "../../src/serving/filter/parse-filter.ts";
import { filterSchema } from "../../worker/schemas/filter.ts";
import { filterGroups } from "../../worker/schemas/filter-group.ts";

/** What clauses are made of, and what they are not. */
const operand = fc.oneof(
  fc.constantFrom<unknown>("a", "", 1, -0.5, true, false, null, {}, [], ["a"], ["a", "b"], [1, 2], ["a", 1], [[]]),
  fc.constantFrom<unknown>(Array(1000).fill("a"), Array(1001).fill("a"), Array(1000).fill(1)),
);
const clause = fc.record(
  {
    column: fc.constantFrom<unknown>("a", "b", "", 1),
    ...{
      equals: operand,
      anyOf: operand,
      allOf: operand,
      min: operand,
      max: operand,
      prefix: operand,
      exists: operand,
    },
    other: operand,
  },
  { requiredKeys: [] },
);
/** Clauses that hold together, and some with an operand that may not. */
const right = fc.constantFrom<object>(
  { equals: "a" },
  { equals: 1 },
  { anyOf: ["a", "b"] },
  { anyOf: [1] },
  { allOf: ["a"] },
  { min: 1 },
  { max: -0.5 },
  { min: 1, max: 0 },
  { prefix: "" },
  { exists: false },
);
const wrong = fc
  .constantFrom("equals", "anyOf", "allOf", "min", "max", "prefix", "exists")
  .chain((operator) => operand.map((value) => ({ [operator]: value })));
const likely = fc
  .oneof({ weight: 20, arbitrary: right }, { weight: 1, arbitrary: wrong })
  .map((asked) => ({ column: "a", ...asked }));
const groups = fc.letrec<{ group: object; node: unknown }>((tie) => {
  const list = fc.oneof(
    { weight: 40, arbitrary: fc.array(tie("node"), { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>([], 1, "a", null, {}) },
  );
  return {
    group: fc
      .record({ must: list, should: list, mustNot: list, other: fc.constant(1) }, { requiredKeys: [] })
      .filter((group) => "must" in group || "should" in group || "mustNot" in group)
      .map(({ other, ...group }) => (other === 1 && Object.keys(group).length === 3 ? { ...group, other } : group)),
    node: fc.oneof(
      { depthIdentifier: "groups", maxDepth: 4 },
      { weight: 30, arbitrary: likely },
      { weight: 1, arbitrary: clause },
      { weight: 12, arbitrary: tie("group") },
    ),
  };
}).group;

it("groups are described just as the engine takes them", () => {
  let taken = 0;
  const parses = (filter: object) => {
    try {
      return Boolean(parseGroup(filter));
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(groups, (filter) => {
      const isTaken = parses(filter);
      expect(z.safeParse(filterGroups.FilterGroup, filter).success).toBe(isTaken);
      if (!isTaken) return;
      taken++;
      expect(z.parse(filterSchema, filter)).toEqual(filter);
    }),
    { numRuns: 2000, seed: 11 },
  );
  expect(taken).toBeGreaterThan(200);
});
