import * as z from "zod/mini";
import { MAXIMUM_FILTER_VALUES } from "../../src/serving/limits.ts";
import type { FilterClause, FilterGroup } from "../../src/serving/types.ts";

const column = z
  .string()
  .check(
    z.describe("A column of the catalogue, or `itemId` for the ids unless the catalogue has a column of this name."),
  );

const valuesOf = <Element extends z.ZodMiniType>(element: Element) =>
  z.array(element).check(z.minLength(1), z.maxLength(MAXIMUM_FILTER_VALUES));

/** A condition on one column: one operator, or both bounds of a range. */
export const filterClause = z
  .union([
    z.strictObject({ column, equals: z.union([z.string(), z.number()]) }),
    z.strictObject({ column, anyOf: z.union([valuesOf(z.string()), valuesOf(z.number())]) }),
    z.strictObject({ column, allOf: valuesOf(z.string()) }),
    z.strictObject({ column, min: z.number(), max: z.exactOptional(z.number()) }),
    z.strictObject({ column, max: z.number() }),
    z.strictObject({ column, prefix: z.string() }),
    z.strictObject({ column, exists: z.boolean() }),
  ])
  .check(
    z.meta({
      description:
        "A condition on one column. Text columns take equals, anyOf, allOf, prefix and exists; numeric ones equals, anyOf, " +
        "min, max (bounds included) and exists; `itemId` takes equals, anyOf and prefix.",
      examples: [
        { column: "tags", allOf: ["Crime", "Film-Noir"] },
        { column: "year", min: 1950, max: 1999 },
      ],
    }),
  );

/** Groups that hold clauses alone, or what `inner` describes beside them. */
function groupSchema(inner: z.ZodMiniType | undefined) {
  const node = inner ? z.union([filterClause, inner]) : filterClause;
  const nodes = z.array(node as z.ZodMiniType<FilterClause | FilterGroup>).check(z.minLength(1));
  const [must, should, mustNot] = [z.exactOptional(nodes), z.exactOptional(nodes), z.exactOptional(nodes)];
  return z.strictObject({ must, should, mustNot }).check(
    z.meta({
      description: "Items that pass all of must, at least one of should and none of mustNot.",
      minProperties: 1,
    }),
  );
}

const innermost = groupSchema(undefined);
const third = groupSchema(innermost);
const second = groupSchema(third);

/** Groups by name, the outermost first: each holds groups of the next, MAXIMUM_FILTER_DEPTH of them. */
export const filterGroups = {
  FilterGroup: groupSchema(second),
  FilterGroup2: second,
  FilterGroup3: third,
  FilterGroup4: innermost,
} as const;
