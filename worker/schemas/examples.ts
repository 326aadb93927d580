import * as z from "zod/mini";
import { MAXIMUM_EXAMPLE_WEIGHT, MAXIMUM_EXAMPLES } from "../../src/serving/limits.ts";
import { STRATEGIES } from "../../src/serving/strategies.ts";
import { expected, expectedText, listOf, text } from "./elements.ts";

const entry = expectedText('an item id, or {"itemId": …, "weight": …}');
const weight = expected(`a number above 0, at most ${MAXIMUM_EXAMPLE_WEIGHT}`);

/** An item that a request names as liked or disliked. */
export const exampleSchema = z
  .strictObject(
    {
      itemId: text,
      weight: z.exactOptional(
        z
          .number(weight)
          .check(
            z.positive(weight),
            z.maximum(MAXIMUM_EXAMPLE_WEIGHT, weight),
            z.meta({ description: "How often it counts beside an item of the history.", default: 1 }),
          ),
      ),
    },
    entry,
  )
  .check(z.describe("An item that the person likes or dislikes, with how much."));

const examples = (what: string) =>
  listOf(z.union([text, exampleSchema], entry), MAXIMUM_EXAMPLES, "item ids, each once").check(z.describe(what));

/** Items that the person likes. */
export const likesSchema = examples(
  "Items that the person likes, beside the history, which they join; each once, none of them a dislike. Never returned.",
);

/** Items that the person dislikes. */
export const dislikesSchema = examples(
  "Items that the person dislikes; each once. Items like them sink where the model can do that: `capabilities.dislikes` of " +
    "GET /v1/model says how. Never returned.",
);

/** How history, likes and dislikes make a list. */
export const strategySchema = z.enum(STRATEGIES, expected(`one of ${STRATEGIES.join(", ")}`)).check(
  z.meta({
    description:
      "How history, likes and dislikes make a list: the model's own way, or for models by factors the cosine to the average of " +
      "the examples, or to the best of them.",
    default: "fold-in",
  }),
);
