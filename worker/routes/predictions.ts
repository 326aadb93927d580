import { predictionAnswer } from "../answer.ts";
import { readJsonBody } from "../body.ts";
import { noQuery, predictionRequest } from "../schemas/requests.ts";
import { validate } from "../validate.ts";
import { JSON_BODY_PROBLEMS } from "./list-problems.ts";
import { jsonAnswer, loadedRecommender, type Route } from "./route.ts";

/** Predicted ratings of certain items by a user with this history; scores where the model has no ratings. */
export const predictions: Route = {
  method: "POST",
  path: "/v1/predictions",
  operationId: "predict",
  summary: "Predicts what a person would make of the items in the body: ratings, or scores where the model has none.",
  parameters: {},
  query: noQuery,
  body: "PredictionRequest",
  answer: { schema: "Predictions" },
  problems: ["invalid-request", ...JSON_BODY_PROBLEMS, "model-unavailable"],
  examples: ({ items: [a, b, c], hasRatings }) => [
    {
      name: "two-items",
      summary: hasRatings ? "Two items, for a person who rated another" : "Two items, for a person who chose another",
      body: { history: [hasRatings ? { itemId: a, value: 4 } : a], items: [b, c] },
    },
  ],
  async handle(context, ports) {
    const request = validate(predictionRequest, await readJsonBody(context.req.raw));
    const recommender = await loadedRecommender(ports);
    return jsonAnswer(predictionAnswer(recommender, recommender.predict(request)), "no-store");
  },
};
