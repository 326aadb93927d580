import * as z from "zod/mini";
import { expected, guarded, text, textList } from "./elements.ts";

/** Limits of a filter: the work of a filter grows with what it lists. */
export const MAXIMUM_FILTER_COLUMNS = 32;
export const MAXIMUM_FILTER_VALUES = 1000;

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

/** Conditions on the items' attributes, by column; all must hold. */
export const filterSchema = guarded(
  isSmallRecord,
  `an object of at most ${MAXIMUM_FILTER_COLUMNS} columns`,
  z.record(z.string(), conditionSchema).check(
    z.meta({
      description:
        "Conditions by column; all must hold. A text column takes a value, a list (any of them) or {not}; a numeric " +
        "column takes a number or a range with inclusive bounds.",
      maxProperties: MAXIMUM_FILTER_COLUMNS,
      examples: [{ tags: ["Crime", "Mystery"], year: { min: 1950, max: 1999 } }],
    }),
  ),
);

/** Whether a value is an object that a record schema may read. */
export function isSmallRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  // The record schema would drop this one name in silence.
  return Object.keys(value).length <= MAXIMUM_FILTER_COLUMNS && !Object.hasOwn(value, "__proto__");
}
