import type { output } from "zod/mini";
import type { Fallback, Recommender, RecommendResponse } from "../src/serving/types.ts";
import type { recommendationsAnswer } from "./schemas/answers.ts";

const FALLBACK_MESSAGES: Readonly<Record<Fallback, string>> = {
  "unknown-user": "The model does not know this user, and the request carries no history: these are the popular items.",
  "empty-history": "There is no history to start from: these are the popular items.",
  "no-known-items": "The model knows none of the items in the history: these are the popular items.",
  "model-not-personal": "This model ranks by popularity only: everybody gets the same items.",
};

/** What the service answers with: the engine's response, the model that gave it, and an id for this answer. */
export function recommendationAnswer(
  { manifest }: Recommender,
  response: RecommendResponse,
): output<typeof recommendationsAnswer> {
  const { fallback, reranked, work } = response;
  return {
    model: { name: manifest.name, version: manifest.version },
    recommendationId: crypto.randomUUID(),
    items: [...response.items],
    ...(fallback === undefined ? {} : { fallback: { reason: fallback, message: FALLBACK_MESSAGES[fallback] } }),
    reranked,
    unknownItemIds: [...response.unknownItemIds],
    work,
    ...(manifest.data.note === "" ? {} : { note: manifest.data.note }),
  };
}
