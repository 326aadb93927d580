import { recommendationAnswer } from "../answer.ts";
import type { ProblemKind } from "../problems.ts";
import { readQuery } from "../query.ts";
import { latestQuery, listQuery, plainListQuery } from "../schemas/requests.ts";
import { validate } from "../validate.ts";
import { withScenario } from "../wish.ts";
import { jsonAnswer, loadedRecommender, type Route } from "./route.ts";

/** What can be wrong with the fields of a list. */
const LIST_PROBLEMS = [
  ...(["unknown-boost-column", "bad-boost"] as const),
  ...([
    "unknown-filter-column",
    "bad-filter",
    "unknown-limit-column",
    "unknown-scenario",
    "unknown-field-column",
    "unsupported-diversity",
  ] as const),
] satisfies readonly ProblemKind[];

/** Items like one item. An item that the model does not know is a problem: there is nothing to be like. */
export const similarItems: Route = {
  method: "GET",
  path: "/v1/items/{itemId}/similar",
  operationId: "similarItems",
  summary: "Lists the items that are most like one item.",
  parameters: { itemId: "The item's id, as in the interactions; percent-encoded." },
  query: listQuery,
  body: undefined,
  answer: { schema: "Recommendations" },
  problems: ["invalid-request", ...LIST_PROBLEMS, "unknown-item", "model-unavailable"],
  async handle(context, ports) {
    const request = withScenario(validate(listQuery, readQuery(context.req.url)), listQuery.shape, ports);
    const recommender = await loadedRecommender(ports);
    const response = recommender.similar({ ...request, itemId: context.req.param("itemId") ?? "" });
    return jsonAnswer(recommendationAnswer(recommender, response), "no-store");
  },
};

/** The popular items: the same for everybody. */
export const popularItems: Route = {
  method: "GET",
  path: "/v1/popular",
  operationId: "popularItems",
  summary: "Lists the items with the most interactions.",
  parameters: {},
  query: listQuery,
  body: undefined,
  answer: { schema: "Recommendations" },
  problems: ["invalid-request", ...LIST_PROBLEMS, "model-unavailable"],
  async handle(context, ports) {
    const request = withScenario(validate(listQuery, readQuery(context.req.url)), listQuery.shape, ports);
    const recommender = await loadedRecommender(ports);
    return jsonAnswer(recommendationAnswer(recommender, recommender.popular(request)), "no-store");
  },
};

/** Items that stand beside one in the histories, by lift: the same whatever the model. */
export const boughtTogether: Route = {
  method: "GET",
  path: "/v1/items/{itemId}/bought-together",
  operationId: "boughtTogether",
  summary: "Lists the items that users have together with one item more often than by chance.",
  parameters: { itemId: "The item's id, as in the interactions; percent-encoded." },
  query: plainListQuery,
  body: undefined,
  answer: { schema: "Recommendations" },
  problems: ["invalid-request", ...LIST_PROBLEMS, "unsupported-bought-together", "unknown-item", "model-unavailable"],
  async handle(context, ports) {
    const request = withScenario(validate(plainListQuery, readQuery(context.req.url)), plainListQuery.shape, ports);
    const recommender = await loadedRecommender(ports);
    const response = recommender.boughtTogether({ ...request, itemId: context.req.param("itemId") ?? "" });
    return jsonAnswer(recommendationAnswer(recommender, response), "no-store");
  },
};

/** The newest items: the same for everybody. */
export const latestItems: Route = {
  method: "GET",
  path: "/v1/latest",
  operationId: "latestItems",
  summary: "Lists the newest items.",
  parameters: {},
  query: latestQuery,
  body: undefined,
  answer: { schema: "Recommendations" },
  problems: ["invalid-request", ...LIST_PROBLEMS, "unsupported-latest", "unknown-latest-column", "model-unavailable"],
  async handle(context, ports) {
    const request = withScenario(validate(latestQuery, readQuery(context.req.url)), latestQuery.shape, ports);
    const recommender = await loadedRecommender(ports);
    return jsonAnswer(recommendationAnswer(recommender, recommender.latest(request)), "no-store");
  },
};
