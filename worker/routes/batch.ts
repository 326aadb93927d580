import type { output } from "zod/mini";
import { MAXIMUM_LIST_BODY_BYTES } from "../../src/serving/limits.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { readJsonBody } from "../body.ts";
import type { Ports } from "../ports.ts";
import { problemDocument, problemOf } from "../problems.ts";
import type { batchAnswer } from "../schemas/answers.ts";
import { batchEnvelope } from "../schemas/batch.ts";
import { noQuery } from "../schemas/requests.ts";
import { validate } from "../validate.ts";
import { answerVerb } from "../verbs.ts";
import { JSON_BODY_PROBLEMS } from "./list-problems.ts";
import { jsonAnswer, loadedRecommender, type Route } from "./route.ts";

/** Several lists at once, by one version of the model. Each entry is an answer, or the problem that it has. */
export const batch: Route = {
  method: "POST",
  path: "/v1/batch",
  operationId: "batch",
  summary: "Answers several requests for lists, each by itself and all by the same version of the model.",
  parameters: {},
  query: noQuery,
  body: "BatchRequest",
  answer: { schema: "Batch" },
  problems: ["invalid-request", ...JSON_BODY_PROBLEMS, "model-unavailable"],
  examples: ({ items: [a, b] }) => [
    {
      name: "three-lists",
      summary: "Three lists at once",
      body: {
        requests: [
          { verb: "recommend", history: [a, b], k: 3 },
          { verb: "similar", itemId: a, k: 3 },
          { verb: "popular", k: 3 },
        ],
      },
    },
  ],
  async handle(context, ports) {
    const { requests } = validate(batchEnvelope, await readJsonBody(context.req.raw, MAXIMUM_LIST_BODY_BYTES));
    const recommender = await loadedRecommender(ports);
    const { name, version } = recommender.manifest;
    const answers: output<typeof batchAnswer>["answers"] = [];
    for (const [index, request] of requests.entries()) {
      answers.push({ index, ...(await entryOf(recommender, request, ports)) });
    }
    return jsonAnswer({ model: { name, version }, answers }, "no-store");
  },
};

async function entryOf(recommender: Recommender, request: unknown, ports: Ports) {
  try {
    return { answer: await answerVerb(recommender, request, ports) };
  } catch (error) {
    const problem = problemOf(error);
    if (problem.kind === "internal-error") ports.log("internal-error", error);
    return { problem: problemDocument(problem) };
  }
}
