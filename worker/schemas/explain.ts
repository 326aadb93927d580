import * as z from "zod/mini";
import { MAXIMUM_REASONS } from "../../src/serving/limits.ts";
import { expected } from "./elements.ts";

/** Whether items say what their scores follow from. */
export const explainSchema = z
  .boolean(expected("true or false"))
  .check(z.describe("Whether each item says what its score follows from, in `because`."));

const share = z
  .number()
  .check(
    z.describe("Its part of the score, divided by the size of the score: the shares of all parts add up to 1, or −1."),
  );

const reason = z.union([
  z.object({ itemId: z.string(), share, title: z.optional(z.string()) }),
  z.object({ source: z.literal("popularity"), share }),
]);

/** The largest parts of a score. */
export const becauseSchema = z
  .array(reason)
  .check(
    z.maxLength(MAXIMUM_REASONS),
    z.describe(
      "Where an explanation was asked for: items of the history and likes that the score follows from, the largest part first, " +
        "and what everybody chooses; empty where nothing follows from the history.",
    ),
  );

/** What an explanation explains. */
export const explainsSchema = z
  .enum(["retrieval", "score"])
  .check(
    z.describe("What `because` explains: `retrieval` where the head ordered the list anew, which is not explained."),
  );
