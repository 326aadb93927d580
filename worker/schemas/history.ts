import * as z from "zod/mini";
import {
  MAXIMUM_FILTER_COLUMNS,
  MAXIMUM_FILTER_VALUES,
  MAXIMUM_HISTORY,
  MAXIMUM_VALUE,
  MAXIMUM_VECTOR,
} from "../../src/serving/limits.ts";
import { expected, expectedText, guarded, listOf, text, textList } from "./elements.ts";
import { isSmallRecord } from "./filter.ts";

const entry = expectedText('an item id, or {"itemId": …, "value": …} with a finite number');

const value = expected(`a number from -${MAXIMUM_VALUE} to ${MAXIMUM_VALUE}`);

/** An item of a history with what the person gave it. */
export const historyEntry = z
  .strictObject(
    {
      itemId: text,
      value: z.exactOptional(
        z
          .number()
          .check(
            z.minimum(-MAXIMUM_VALUE, value),
            z.maximum(MAXIMUM_VALUE, value),
            z.describe(
              "A rating, or how often or how long; without one, the highest rating, or an interaction of value 1.",
            ),
          ),
      ),
    },
    entry,
  )
  .check(z.describe("An item that the person chose, with what they gave it."));

/** A user by name. */
export const userIdSchema = text.check(z.describe("A user whose stored history is used, together with `history`."));

/** What a history is, for descriptions. */
export const HISTORY = "What the person chose, oldest first, with values or without";
/** A history with values or without. */
export const historySchema = listOf(z.union([text, historyEntry], entry), MAXIMUM_HISTORY, "item ids");

const attributeExpected = "a string or a list of strings";
const attributesExpected = `an object of at most ${MAXIMUM_FILTER_COLUMNS} columns, each ${attributeExpected}`;

/** What is known of a user without history, by column. */
export const attributesSchema = guarded(
  isSmallRecord,
  attributesExpected,
  z.record(z.string(), z.union([text, textList(MAXIMUM_FILTER_VALUES, "strings")], expected(attributeExpected))).check(
    z.meta({
      description:
        "What is known of a person without history, by column: for models that learned from attributes of users. " +
        "With a history it counts for nothing.",
      maxProperties: MAXIMUM_FILTER_COLUMNS,
      examples: [{ occupation: "student" }],
    }),
  ),
);

/** What a person is where the caller knows their factors. */
export const vectorSchema = listOf(z.number(expected("a finite number")), MAXIMUM_VECTOR, "numbers").check(
  z.describe(
    "The person's factors, as many numbers as `capabilities.vector` says, in place of what the history would be folded into. " +
      "What is in the history is still not returned.",
  ),
);
