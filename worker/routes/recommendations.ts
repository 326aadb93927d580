import { recommendationAnswer } from "../answer.ts";
import { readJsonBody } from "../body.ts";
import { readQuery } from "../query.ts";
import { noQuery, recommendationQuery, recommendationRequest } from "../schemas/requests.ts";
import { validate } from "../validate.ts";
import { jsonAnswer, loadedRecommender, type Route } from "./route.ts";

/** Recommendations for a user whose history the artefact holds. An unknown user gets the popular items. */
export const userRecommendations: Route = {
  method: "GET",
  path: "/v1/users/{userId}/recommendations",
  operationId: "recommendForUser",
  summary: "Recommends items to a user whose history the model holds.",
  parameters: { userId: "The user's id, as in the interactions; percent-encoded." },
  query: recommendationQuery,
  body: undefined,
  answer: { schema: "Recommendations" },
  problems: ["invalid-request", "unknown-filter-column", "bad-filter", "model-unavailable"],
  async handle(context, ports) {
    const request = validate(recommendationQuery, readQuery(context.req.url));
    const recommender = await loadedRecommender(ports);
    const response = recommender.recommend({ ...request, userId: context.req.param("userId") ?? "" });
    return jsonAnswer(recommendationAnswer(recommender, response), "no-store");
  },
};

/** Recommendations for a user with this history, who needs no row in any table. */
export const historyRecommendations: Route = {
  method: "POST",
  path: "/v1/recommendations",
  operationId: "recommend",
  summary: "Recommends items to a user with the history in the body.",
  parameters: {},
  query: noQuery,
  body: "RecommendationRequest",
  answer: { schema: "Recommendations" },
  problems: [
    "invalid-request",
    "invalid-json",
    "unknown-filter-column",
    "bad-filter",
    "unknown-attribute",
    "conflicting-examples",
    "repeated-example",
    "unsupported-strategy",
    "unsupported-explain",
    "incomplete-body",
    "body-too-large",
    "unsupported-media-type",
    "model-unavailable",
  ],
  async handle(context, ports) {
    const request = validate(recommendationRequest, await readJsonBody(context.req.raw));
    const recommender = await loadedRecommender(ports);
    return jsonAnswer(recommendationAnswer(recommender, recommender.recommend(request)), "no-store");
  },
};
