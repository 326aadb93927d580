import * as z from "zod/mini";
import { MAXIMUM_PREDICTIONS } from "../../src/serving/limits.ts";
import { boostFields } from "./boost.ts";
import { text, textList } from "./elements.ts";
import { dislikesSchema, likesSchema, strategySchema } from "./examples.ts";
import { explainSchema } from "./explain.ts";
import { filterSchema } from "./filter.ts";
import { attributesSchema, HISTORY, historySchema, userIdSchema, vectorSchema } from "./history.ts";
import { anyListFields, personalListFields, rotationFields } from "./list-options.ts";

/** Query of the lists that are not personal: popular and similar items. */
export const listQuery = z.strictObject({ ...anyListFields, filter: z.optional(filterSchema), ...boostFields });

/** Query of the lists whose order boosts have no part in: what is bought together. */
export const plainListQuery = z.strictObject({ ...anyListFields, filter: z.optional(filterSchema) });

/** Query of the newest items. */
export const latestQuery = z.strictObject({
  by: z.optional(
    text.check(
      z.describe("A column of numbers, the highest first; by default when each item was first interacted with."),
    ),
  ),
  ...plainListQuery.shape,
});

/** Query of the users similar to one. */
export const similarUsersQuery = z.strictObject({ k: anyListFields.k });

/** Query of the recommendations for a user. */
export const recommendationQuery = z.strictObject({
  ...anyListFields,
  ...personalListFields,
  filter: z.optional(filterSchema),
  ...boostFields,
});

/** Query of a route that takes none. */
export const noQuery = z.strictObject({});

/** Body of a request for predictions. */
export const predictionRequest = z.strictObject({
  userId: z.optional(userIdSchema),
  history: z.optional(historySchema.check(z.describe(`${HISTORY}.`))),
  items: textList(MAXIMUM_PREDICTIONS, "item ids").check(z.describe("The items to predict, those of the history too.")),
});

/** Body of a request for recommendations. */
export const recommendationRequest = z.strictObject({
  userId: z.optional(userIdSchema),
  history: z.optional(
    historySchema.check(
      z.describe(
        `${HISTORY}; not returned unless excludeSeen is false. An item that comes again counts at its last place; with a userId, after the stored history.`,
      ),
    ),
  ),
  visitorId: z.optional(
    text.check(z.describe("Who has a part in an experiment, where there is no userId; it means nothing else.")),
  ),
  likes: z.optional(likesSchema),
  dislikes: z.optional(dislikesSchema),
  strategy: z.optional(strategySchema),
  explain: z.optional(explainSchema),
  attributes: z.optional(attributesSchema),
  vector: z.optional(vectorSchema),
  ...anyListFields,
  ...personalListFields,
  ...rotationFields,
  filter: z.optional(filterSchema),
  ...boostFields,
});

/** The same without what only a service understands: a request as the engine takes it, but for its cursor. */
export const engineRequest = z.omit(recommendationRequest, { scenario: true, visitorId: true });
