import { MAXIMUM_LIST_BODY_BYTES } from "../../src/serving/limits.ts";
import { readJsonBody } from "../body.ts";
import { personalExamples, rankExamples, userExamples } from "../examples/personal.ts";
import type { Ports } from "../ports.ts";
import { readQuery } from "../query.ts";
import { rankRequest } from "../schemas/rank.ts";
import { noQuery, recommendationQuery, recommendationRequest } from "../schemas/requests.ts";
import { validate } from "../validate.ts";
import { personalAnswer } from "../wish.ts";
import { PERSONAL_BODY_PROBLEMS, PERSONAL_LIST_PROBLEMS } from "./list-problems.ts";
import { jsonAnswer, loadedRecommender, type Route } from "./route.ts";

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
  problems: [...PERSONAL_LIST_PROBLEMS, "model-unavailable"],
  examples: userExamples,
  async handle(context, ports) {
    const request = validate(recommendationQuery, readQuery(context.req.url, recommendationQuery));
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
  problems: [...PERSONAL_BODY_PROBLEMS, "model-unavailable"],
  examples: personalExamples,
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
  problems: [...PERSONAL_BODY_PROBLEMS, "model-unavailable"],
  examples: rankExamples,
  async handle(context, ports) {
    const request = validate(rankRequest, await readJsonBody(context.req.raw, MAXIMUM_LIST_BODY_BYTES));
    return answered(request, rankRequest.shape, ports);
  },
};
