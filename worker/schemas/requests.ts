import * as z from "zod/mini";
import { show } from "../../src/check.ts";
import {
  DEFAULT_K,
  MAXIMUM_EXCLUDE,
  MAXIMUM_HISTORY,
  MAXIMUM_K,
  MAXIMUM_PREDICTIONS,
  MAXIMUM_VALUE,
} from "../../src/serving/limits.ts";

/** Limits of a filter: the work of a filter grows with what it lists. */
export const MAXIMUM_FILTER_COLUMNS = 32;
export const MAXIMUM_FILTER_VALUES = 1000;

const expected = (what: string) => ({
  error: (issue: { input?: unknown }) => `expected ${what}, got ${show(issue.input)}`,
});

/** Puts a cheap check before a schema: a hostile value of a million elements costs one error and not a million. */
function guarded<Schema extends z.core.$ZodType>(holds: (value: unknown) => boolean, what: string, schema: Schema) {
  return z.pipe(z.unknown().check(z.refine(holds, expected(what))), schema);
}

const text = z.string(expected("a string"));

function listOf<Element extends z.core.$ZodType>(element: Element, maximum: number, what: string) {
  const list = z.array(element).check(z.maxLength(maximum));
  return guarded(
    (value) => Array.isArray(value) && value.length <= maximum,
    `a list of at most ${maximum} ${what}`,
    list,
  );
}

const textList = (maximum: number, what: string) => listOf(text, maximum, what);

const kSchema = z
  .int(expected(`an integer from 1 to ${MAXIMUM_K}`))
  .check(
    z.minimum(1),
    z.maximum(MAXIMUM_K),
    z.meta({ description: "How many items to return; fewer come back when fewer are left.", default: DEFAULT_K }),
  );

const rerankSchema = z
  .boolean(expected("true or false"))
  .check(z.describe("Whether the neural head orders the best candidates anew; true where the model has a head."));

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

function isSmallRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  // The record schema would drop this one name in silence.
  return Object.keys(value).length <= MAXIMUM_FILTER_COLUMNS && !Object.hasOwn(value, "__proto__");
}

/** Query of the lists that are not personal: popular and similar items. */
export const listQuery = z.strictObject({ k: z.optional(kSchema), filter: z.optional(filterSchema) });

/** Query of the recommendations for a user. */
export const recommendationQuery = z.strictObject({
  k: z.optional(kSchema),
  rerank: z.optional(rerankSchema),
  filter: z.optional(filterSchema),
});

/** Query of a route that takes none. */
export const noQuery = z.strictObject({});

const entry = expected('an item id, or {"itemId": …, "value": …} with a finite number');

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

const userIdSchema = text.check(z.describe("A user whose stored history is used, together with `history`."));

const HISTORY = "What the person chose, oldest first, with values or without";
const historySchema = listOf(z.union([text, historyEntry], entry), MAXIMUM_HISTORY, "item ids");

/** Body of a request for predictions. */
export const predictionRequest = z.strictObject({
  userId: z.optional(userIdSchema),
  history: z.optional(historySchema.check(z.describe(`${HISTORY}.`))),
  items: textList(MAXIMUM_PREDICTIONS, "item ids").check(z.describe("The items to predict, those of the history too.")),
});

const attributeExpected = "a string or a list of strings";
const attributesExpected = `an object of at most ${MAXIMUM_FILTER_COLUMNS} columns, each ${attributeExpected}`;

/** What is known of a user without history, by column. */
const attributesSchema = guarded(
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

/** Body of a request for recommendations. */
export const recommendationRequest = z.strictObject({
  userId: z.optional(userIdSchema),
  history: z.optional(
    historySchema.check(
      z.describe(
        `${HISTORY}; never returned. An item that comes again counts at its last place; with a userId, after the stored history.`,
      ),
    ),
  ),
  attributes: z.optional(attributesSchema),
  exclude: z.optional(textList(MAXIMUM_EXCLUDE, "item ids").check(z.describe("Further item ids never to return."))),
  k: z.optional(kSchema),
  rerank: z.optional(rerankSchema),
  filter: z.optional(filterSchema),
});
