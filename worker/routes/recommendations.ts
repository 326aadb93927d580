import { MAXIMUM_LIST_BODY_BYTES } from "../../src/serving/limits.ts";
import { readJsonBody } from "../body.ts";
import { pagedAnswer } from "../paged.ts";
import type { ProblemKind } from "../problems.ts";
import { readQuery } from "../query.ts";
import { noQuery, recommendationQuery, recommendationRequest } from "../schemas/requests.ts";
import { validate } from "../validate.ts";
import { jsonAnswer, loadedRecommender, type Route } from "./route.ts";

/** What can be wrong with the fields of a personal list. */
const LIST_PROBLEMS = [
  ...(["unknown-boost-column", "bad-boost"] as const),
  ...(["unknown-filter-column", "bad-filter", "unknown-limit-column", "bad-explore"] as const),
  ...(["unsupported-diversity", "unsupported-explore", "unsupported-fill", "bad-cursor", "cursor-gone"] as const),
] satisfies readonly ProblemKind[];

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
  problems: ["invalid-request", ...LIST_PROBLEMS, "model-unavailable"],
  async handle(context, ports) {
    const request = validate(recommendationQuery, readQuery(context.req.url));
    const recommender = await loadedRecommender(ports);
    const userId = context.req.param("userId") ?? "";
    return jsonAnswer(await pagedAnswer(recommender, { ...request, userId }, ports), "no-store");
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
    ...LIST_PROBLEMS,
    "bad-rotation",
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
    const request = validate(recommendationRequest, await readJsonBody(context.req.raw, MAXIMUM_LIST_BODY_BYTES));
    const recommender = await loadedRecommender(ports);
    return jsonAnswer(await pagedAnswer(recommender, request, ports), "no-store");
  },
};
