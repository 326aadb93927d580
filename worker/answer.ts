import type { output } from "zod/mini";
import type {
  Fallback,
  PredictResponse,
  RecommendedItem,
  Recommender,
  RecommendResponse,
} from "../src/serving/types.ts";
import type { predictionsAnswer, recommendationsAnswer } from "./schemas/answers.ts";

const REASONS: Readonly<Record<Fallback, string>> = {
  "unknown-user": "The model does not know this user, and the request carries no history",
  "empty-history": "There is no history to start from",
  "no-known-items": "The model knows none of the items in the history",
  "no-signal": "Nothing follows from the history for the items that are left",
  "model-not-personal": "This model orders the items alike for everybody",
  "no-vector": "This model knows a person by a vector alone, and the request has none",
};

/** What the service answers with: the engine's response, the model that gave it, and an id for this answer. */
export function recommendationAnswer(
  recommender: Recommender,
  { items, reranked, explains, ...response }: RecommendResponse,
  recommendationId: string = crypto.randomUUID(),
): output<typeof recommendationsAnswer> {
  return {
    model: modelOf(recommender),
    recommendationId,
    items: items.map(({ because, fields, ...item }) => ({
      ...item,
      ...(fields ? { fields: copied(fields) } : {}),
      ...(because ? { because: [...because] } : {}),
    })),
    reranked,
    ...(explains ? { explains } : {}),
    ...circumstances(recommender, response, items.length > 0 ? "these are the popular items" : "the list is empty"),
  };
}

/** Fields as the answer has them. */
function copied(fields: NonNullable<RecommendedItem["fields"]>) {
  const own = Object.entries(fields).map(([name, value]): [string, string | number | string[]] => {
    return [name, typeof value === "object" ? [...value] : value];
  });
  return Object.fromEntries(own);
}

/** What the service answers with when certain items were asked for. */
export function predictionAnswer(
  recommender: Recommender,
  { predictions, ...response }: PredictResponse,
): output<typeof predictionsAnswer> {
  return {
    model: modelOf(recommender),
    items: [...predictions],
    ...circumstances(
      recommender,
      response,
      hasHistory(response.fallback)
        ? "these figures are those of everybody, moved to this person's own level"
        : "this holds for everybody",
    ),
  };
}

/** Whether a history was known, from which at most the level of ratings followed. */
function hasHistory(fallback: Fallback | undefined): boolean {
  return fallback === "no-signal" || fallback === "model-not-personal";
}

function modelOf({ manifest: { name, version } }: Recommender) {
  return { name, version };
}

/** What stands beside a list: why it is not personal, what had no effect, what it cost. */
function circumstances(
  { manifest }: Recommender,
  { fallback, unknownItemIds, work }: Pick<RecommendResponse, "fallback" | "unknownItemIds" | "work">,
  consequence: string,
) {
  return {
    ...(fallback === undefined
      ? {}
      : { fallback: { reason: fallback, message: `${REASONS[fallback]}: ${consequence}.` } }),
    unknownItemIds: [...unknownItemIds],
    work,
    ...(manifest.data.note === "" ? {} : { note: manifest.data.note }),
  };
}
