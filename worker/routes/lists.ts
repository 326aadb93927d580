import type * as z from "zod/mini";
import type { Recommender, RecommendResponse } from "../../src/serving/types.ts";
import { recommendationAnswer } from "../answer.ts";
import { unless } from "../examples/example.ts";
import type { ProblemKind } from "../problems.ts";
import { readQuery } from "../query.ts";
import { latestQuery, listQuery, plainListQuery } from "../schemas/requests.ts";
import { validate } from "../validate.ts";
import { withScenario } from "../wish.ts";
import { LIST_PROBLEMS } from "./list-problems.ts";
import { jsonAnswer, loadedRecommender, type Route } from "./route.ts";

/** What sets one route of a list that is not personal apart from the others. */
interface ListRoute<Query extends typeof plainListQuery>
  extends Pick<Route, "path" | "operationId" | "summary" | "parameters" | "examples"> {
  readonly query: Query;
  /** Problems beside those of any list. */
  readonly problems: readonly ProblemKind[];
  /** `itemId` is that of the path; empty where the path has none. */
  readonly respond: (
    recommender: Recommender,
    request: Omit<z.output<Query>, "scenario">,
    itemId: string,
  ) => RecommendResponse;
}

function listRoute<Query extends typeof plainListQuery>(list: ListRoute<Query>): Route {
  const { query, problems, respond, ...route } = list;
  return {
    ...route,
    method: "GET",
    query,
    body: undefined,
    answer: { schema: "Recommendations" },
    problems: [...LIST_PROBLEMS, ...problems, "model-unavailable"],
    async handle(context, ports) {
      const request = withScenario(validate(query, readQuery(context.req.url, query)), query.shape, ports);
      const recommender = await loadedRecommender(ports);
      const response = respond(recommender, request, context.req.param("itemId") ?? "");
      return jsonAnswer(recommendationAnswer(recommender, response), "no-store");
    },
  };
}

const ITEM_ID = { itemId: "The item's id, as in the interactions; percent-encoded." };

/** Items like one item. An item that the model does not know is a problem: there is nothing to be like. */
export const similarItems = listRoute({
  path: "/v1/items/{itemId}/similar",
  operationId: "similarItems",
  summary: "Lists the items that are most like one item.",
  parameters: ITEM_ID,
  query: listQuery,
  problems: ["unknown-item"],
  examples: ({ items: [itemId], filter, boost }) => [
    { name: "plain", summary: "Like a popular item", parameters: { itemId, k: 5 } },
    { name: "filtered", summary: "Only those that pass a filter", parameters: { itemId, k: 5, filter } },
    { name: "boosted", summary: "Some of them moved up", parameters: { itemId, k: 5, boost } },
  ],
  respond: (recommender, request, itemId) => recommender.similar({ ...request, itemId }),
});

/** The popular items: the same for everybody. */
export const popularItems = listRoute({
  path: "/v1/popular",
  operationId: "popularItems",
  summary: "Lists the items with the most interactions.",
  parameters: {},
  query: listQuery,
  problems: [],
  examples: ({ filter, fields, textColumn, capabilities }) => [
    { name: "plain", summary: "The five most popular", parameters: { k: 5 } },
    { name: "filtered", summary: "With a filter, and facts of each item", parameters: { k: 5, filter, fields } },
    {
      name: "diverse",
      summary: "Not all alike",
      parameters: { diversity: 0.5, ...(textColumn ? { limits: [{ column: textColumn, atMost: 2 }] } : {}) },
      refused: unless(capabilities && capabilities.diversity !== "none", "unsupported-diversity"),
    },
  ],
  respond: (recommender, request) => recommender.popular(request),
});

/** Items that stand beside one in the histories, by lift: the same whatever the model. */
export const boughtTogether = listRoute({
  path: "/v1/items/{itemId}/bought-together",
  operationId: "boughtTogether",
  summary: "Lists the items that users have together with one item more often than by chance.",
  parameters: ITEM_ID,
  query: plainListQuery,
  problems: ["unsupported-bought-together", "unknown-item"],
  examples: ({ items: [itemId], capabilities }) => [
    {
      name: "plain",
      summary: "With a popular item",
      parameters: { itemId, k: 5 },
      refused: unless(capabilities?.boughtTogether, "unsupported-bought-together"),
    },
  ],
  respond: (recommender, request, itemId) => recommender.boughtTogether({ ...request, itemId }),
});

/** The newest items: the same for everybody. */
export const latestItems = listRoute({
  path: "/v1/latest",
  operationId: "latestItems",
  summary: "Lists the newest items.",
  parameters: {},
  query: latestQuery,
  problems: ["unsupported-latest", "unknown-latest-column"],
  examples: ({ numberColumn, filter, capabilities }) => [
    {
      name: "first-seen",
      summary: "Those first interacted with last",
      parameters: { k: 5 },
      refused: unless(capabilities?.latest, "unsupported-latest"),
    },
    ...(numberColumn
      ? [{ name: "by-column", summary: "By a column of numbers", parameters: { by: numberColumn, k: 5, filter } }]
      : []),
  ],
  respond: (recommender, request) => recommender.latest(request),
});
