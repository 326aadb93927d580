import * as z from "zod/mini";
import { MAXIMUM_K, MAXIMUM_RANKED } from "../../src/serving/limits.ts";
import { textList } from "./elements.ts";
import { flag, integerWithin } from "./list-options.ts";
import { recommendationRequest } from "./requests.ts";

/** Body of a request for the order of certain items: that of one for recommendations, with the items. */
export const rankRequest = z.strictObject({
  ...recommendationRequest.shape,
  items: textList(MAXIMUM_RANKED, "item ids").check(
    z.describe("The items to order; one that comes twice is listed once."),
  ),
  k: z.optional(
    integerWithin(1, MAXIMUM_K, {
      description: "How many of them to return; as many as there are `items` by default.",
    }),
  ),
  excludeSeen: z.optional(
    flag("Whether items of the history are left out; false by default: what is given is ordered."),
  ),
});
