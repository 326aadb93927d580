import * as z from "zod/mini";
import {
  DEFAULT_K,
  MAXIMUM_EXCLUDE,
  MAXIMUM_FIELDS,
  MAXIMUM_K,
  MAXIMUM_LIMITS,
  MAXIMUM_OFFSET,
  MAXIMUM_SHOWN,
} from "../../src/serving/limits.ts";
import { expected, listOf, text, textList } from "./elements.ts";

/** A number from `minimum` to `maximum`. */
function numberWithin(minimum: number, maximum: number, description: string) {
  const what = expected(`a number from ${minimum} to ${maximum}`);
  return z.number(what).check(z.minimum(minimum, what), z.maximum(maximum, what), z.describe(description));
}

/** An integer from `minimum` to `maximum`. */
export function integerWithin(minimum: number, maximum: number, meta: { description: string; default?: number }) {
  const what = expected(`an integer from ${minimum} to ${maximum}`);
  return z.int(what).check(z.minimum(minimum, what), z.maximum(maximum, what), z.meta(meta));
}

/** True or false. */
export const flag = (description: string) => z.boolean(expected("true or false")).check(z.describe(description));

/** Fields of every list. */
export const anyListFields = {
  k: z.optional(
    integerWithin(1, MAXIMUM_K, {
      description: "How many items to return; fewer come back when fewer are left.",
      default: DEFAULT_K,
    }),
  ),
  offset: z.optional(
    integerWithin(0, MAXIMUM_OFFSET, {
      description: "How many items of the same order to pass over: where a page begins.",
      default: 0,
    }),
  ),
  exclude: z.optional(textList(MAXIMUM_EXCLUDE, "item ids").check(z.describe("Further item ids never to return."))),
  diversity: z.optional(
    numberWithin(0, 1, "How much likeness to items higher up counts against an item; 0, the default, changes nothing."),
  ),
  limits: z.optional(
    listOf(
      z.strictObject(
        { column: text, atMost: integerWithin(1, MAXIMUM_K, { description: "How many items of one value." }) },
        expected('{"column": …, "atMost": …}'),
      ),
      MAXIMUM_LIMITS,
      "limits",
    ).check(z.describe("At most so many items of one value of a column in the list, over all of its pages.")),
  ),
  scenario: z.optional(
    text.check(z.describe("Named defaults of the service; a field of the request wins, filters must both hold.")),
  ),
  fields: z.optional(
    textList(MAXIMUM_FIELDS, "columns").check(
      z.describe("Columns of the catalogue to return with each item; `image` and `link` find its addresses."),
    ),
  ),
};

const rotation = z.strictObject(
  {
    rate: numberWithin(0, 1, "The share of its score that an item loses which was shown just now."),
    halfLife: z
      .number(expected("seconds above 0"))
      .check(z.positive(expected("seconds above 0")), z.describe("Seconds after which half of that is left.")),
  },
  expected('{"rate": …, "halfLife": …}'),
);

const showing = z.strictObject(
  { itemId: text, at: z.number(expected("seconds since 1970, UTC")).check(z.describe("Seconds since 1970, UTC.")) },
  expected('{"itemId": …, "at": …}'),
);

const exploration = z.strictObject(
  {
    rate: numberWithin(0, 1, "The probability that a place shows another item than its own; the size of a draw."),
    method: z.exactOptional(z.enum(["slots", "thompson"], expected("slots or thompson"))),
    keep: z.exactOptional(integerWithin(0, MAXIMUM_K, { description: "The first places, which stay as they are." })),
  },
  expected('{"rate": …, "keep": …}'),
);

/** Fields of a personal list beside those. */
export const personalListFields = {
  rerank: z.optional(flag("Whether the head orders the best candidates anew; true where the model has a head.")),
  excludeSeen: z.optional(flag("Whether items of the history are left out; true by default.")),
  minScore: z.optional(
    numberWithin(0, 1, "The least relevance of an item, relative to the first of the list; items below are left out."),
  ),
  fill: z.optional(
    z
      .enum(["none", "popular", "similar"], expected("none, popular or similar"))
      .check(
        z.describe("What stands behind the items that follow from the history. `popular`; `none` with a minScore."),
      ),
  ),
  explore: z.optional(exploration),
  cursor: z.optional(text.check(z.describe("`next` of an answer: the same request with it gives the next page."))),
};

/** Fields of what was shown before, which only a body has room for. */
export const rotationFields = {
  rotation: z.optional(rotation.check(z.describe("Lets items sink that were shown; needs `shown`."))),
  shown: z.optional(listOf(showing, MAXIMUM_SHOWN, "showings").check(z.describe("What was shown, and when."))),
  now: z.optional(
    z
      .number(expected("seconds since 1970, UTC"))
      .check(z.describe("The present, in seconds since 1970; by default the service's.")),
  ),
};
