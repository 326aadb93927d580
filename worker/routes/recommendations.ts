import { MAXIMUM_LIST_BODY_BYTES } from "../../src/serving/limits.ts";
import { readJsonBody } from "../body.ts";
import type { Ports } from "../ports.ts";
import type { ProblemKind } from "../problems.ts";
import { readQuery } from "../query.ts";
import { rankRequest } from "../schemas/rank.ts";
import { noQuery, recommendationQuery, recommendationRequest } from "../schemas/requests.ts";
import { validate } from "../validate.ts";
import { personalAnswer } from "../wish.ts";
import { jsonAnswer, loadedRecommender, type Route } from "./route.ts";

/** What can be wrong with the fields of a personal list. */
const LIST_PROBLEMS = [
  ...(["unknown-boost-column", "bad-boost"] as const),
  ...([
    "unknown-filter-column",
    "bad-filter",
    "unknown-limit-column",
    "unknown-scenario",
    "unknown-field-column",
    "bad-explore",
  ] as const),
  ...([
    "unsupported-diversity",
    "unsupported-explore",
    "unsupported-fill",
    "bad-cursor",
    "cursor-gone",
    "unknown-model-name",
  ] as const),
] satisfies readonly ProblemKind[];

/** What can be wrong with a body that asks for one. */
export const BODY_PROBLEMS = [
  ...(["invalid-request", "invalid-json"] as const),
  ...LIST_PROBLEMS,
  ...(["bad-rotation", "unknown-attribute", "conflicting-examples", "repeated-example"] as const),
  ...(["unsupported-strategy", "unsupported-explain"] as const),
  ...(["incomplete-body", "body-too-large", "unsupported-media-type", "model-unavailable"] as const),
] satisfies readonly ProblemKind[];

async function answered(request: Parameters<typeof personalAnswer>[0], shape: object, ports: Ports): Promise<Response> {
  const way = { shape, engine: (model?: string) => loadedRecommender(ports, model), choosesModel: true };
  return jsonAnswer(await personalAnswer(request, ports, way), "no-store");
}

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
    const userId = context.req.param("userId") ?? "";
    return answered({ ...request, userId }, recommendationQuery.shape, ports);
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
  problems: BODY_PROBLEMS,
  async handle(context, ports) {
    const request = validate(recommendationRequest, await readJsonBody(context.req.raw, MAXIMUM_LIST_BODY_BYTES));
    return answered(request, recommendationRequest.shape, ports);
  },
};

/** Certain items in the order that the model would list them in for a user with this history. */
export const rankedItems: Route = {
  method: "POST",
  path: "/v1/rank",
  operationId: "rank",
  summary: "Orders the items in the body for a user with the history in the body.",
  parameters: {},
  query: noQuery,
  body: "RankRequest",
  answer: { schema: "Recommendations" },
  problems: BODY_PROBLEMS,
  async handle(context, ports) {
    const request = validate(rankRequest, await readJsonBody(context.req.raw, MAXIMUM_LIST_BODY_BYTES));
    return answered(request, rankRequest.shape, ports);
  },
};
