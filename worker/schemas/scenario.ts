import * as z from "zod/mini";
import { expected, text } from "./elements.ts";
import { recommendationRequest } from "./requests.ts";

/** What a scenario can give defaults for: the fields of a list that do not tell of a person or of one request. */
export const scenarioSchema = z.omit(recommendationRequest, {
  ...{
    userId: true,
    visitorId: true,
    history: true,
    likes: true,
    dislikes: true,
    attributes: true,
    vector: true,
    scenario: true,
  },
  ...{ offset: true, cursor: true, shown: true, now: true },
});

const weight = expected("a number from 0");

/** One of the ways that an experiment tries. */
export const variantSchema = z.strictObject({
  weight: z.number(weight).check(z.minimum(0, weight)),
  scenario: z.optional(text),
  model: z.optional(text),
});
