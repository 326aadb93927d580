import * as z from "zod/mini";
import { isLongForm, parseGroup } from "../../src/serving/filter/parse-filter.ts";
import {
  MAXIMUM_FILTER_CLAUSES,
  MAXIMUM_FILTER_COLUMNS,
  MAXIMUM_FILTER_DEPTH,
  MAXIMUM_FILTER_VALUES,
} from "../../src/serving/limits.ts";
import { expected, text, textList } from "./elements.ts";
import { filterGroups } from "./filter-group.ts";

const textOrTexts = z.union([text, textList(MAXIMUM_FILTER_VALUES, "strings")]);

const condition = expected(
  `a string, a number, a list of at most ${MAXIMUM_FILTER_VALUES} strings, {"not": …} or {"min": …, "max": …}`,
);

const conditionSchema = z.union(
  [
    text,
    z.number(),
    textList(MAXIMUM_FILTER_VALUES, "strings"),
    z.strictObject({ not: textOrTexts }, condition),
    z.strictObject({ min: z.exactOptional(z.number()), max: z.exactOptional(z.number()) }, condition),
  ],
  condition,
);

/** The short form: conditions on the items' attributes, by column; all must hold. */
export const columnConditions = z.record(z.string(), conditionSchema).check(
  z.meta({
    description:
      "Conditions by column; all must hold. A text column takes a value, a list (any of them) or {not}; a numeric " +
      "column takes a number or a range with inclusive bounds. `itemId` is a text column.",
    maxProperties: MAXIMUM_FILTER_COLUMNS,
    propertyNames: { not: { enum: ["must", "should", "mustNot"] } },
    examples: [{ tags: ["Crime", "Mystery"], year: { min: 1950, max: 1999 } }],
  }),
);

/**
 * A filter in either form. A union could only say that neither fits: the form is told by its keys, and then the one schema, or
 * for groups the engine's own check, says what is wrong and where.
 */
export const filterSchema = z.pipe(
  z.unknown().check(
    z.check<unknown>(({ value, issues }) => {
      if (!isSmallRecord(value)) {
        const message = expected(`an object of at most ${MAXIMUM_FILTER_COLUMNS} columns`).error({ input: value });
        issues.push({ code: "custom", input: value, message });
      } else if (isLongForm(value)) {
        parseGroup(value);
      } else {
        const found = z.safeParse(columnConditions, value).error?.issues ?? [];
        for (const { path, message } of found) issues.push({ code: "custom", input: value, path: [...path], message });
      }
    }),
  ),
  z
    .union([columnConditions, filterGroups.FilterGroup])
    .check(
      z.describe(
        `Which items may be listed: conditions by column, or groups of at most ${MAXIMUM_FILTER_CLAUSES} clauses in all, ` +
          `${MAXIMUM_FILTER_DEPTH} deep. A filter with a key must, should or mustNot is a group.`,
      ),
    ),
);

/** Whether a value is an object that a record schema may read. */
export function isSmallRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  // The record schema would drop this one name in silence.
  return Object.keys(value).length <= MAXIMUM_FILTER_COLUMNS && !Object.hasOwn(value, "__proto__");
}
