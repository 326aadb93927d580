import * as z from "zod/mini";
import { MAXIMUM_EXPRESSION_LENGTH } from "../../src/serving/expressions/parse.ts";
import { expected } from "./elements.ts";

/** Latest present that a request may name, in seconds since 1970, either way: the years −1199 to 5138. */
const MAXIMUM_NOW = 1e11;

const time = expected(`seconds since 1970, from -${MAXIMUM_NOW} to ${MAXIMUM_NOW}`);

/** What the scores of items are multiplied by, and the present that ages in it are counted to. */
export const boostFields = {
  boost: z.optional(
    z.string(expected("an expression such as if(year > 2000, 1.5, 1)")).check(
      z.maxLength(
        MAXIMUM_EXPRESSION_LENGTH,
        expected(`an expression of at most ${MAXIMUM_EXPRESSION_LENGTH} characters`),
      ),
      z.meta({
        description:
          "An expression over columns of the items that gives a number from 0.001 to 1000 for each: its score is multiplied " +
          "by it, or divided where it is below 0, before the best are chosen.",
        examples: ["if(year > 2000, 1.5, 1)"],
      }),
    ),
  ),
  now: z.optional(
    z
      .number(time)
      .check(
        z.minimum(-MAXIMUM_NOW, time),
        z.maximum(MAXIMUM_NOW, time),
        z.describe("The present, in seconds since 1970, UTC."),
      ),
  ),
};
