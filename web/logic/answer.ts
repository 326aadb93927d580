import type { Prediction, RecommendedItem, RecommendResponse, WorkCounters } from "../../src/serving/types.ts";

/** A list of items with how it came about, from either place. */
export interface Answer {
  readonly items: readonly RecommendedItem[];
  /** What the visitor is predicted to rate them, by item id; undefined from a model without ratings. */
  readonly ratings?: Ratings | undefined;
  /** Why the list is not personal: the reason's name; undefined for a personal list. */
  readonly fallback: string | undefined;
  readonly reranked: boolean;
  readonly unknownItemIds: readonly string[];
  /** Counters that the answer does not say are absent. */
  readonly work: Partial<WorkCounters>;
  /** Version of the model that answered. */
  readonly version: string;
}

/** predictedRating by item id. */
export type Ratings = ReadonlyMap<string, number>;

/** Something that went wrong, in words for the visitor. */
export interface Failure {
  /** Stable identifier, as in src/errors.ts. */
  readonly code: string;
  readonly message: string;
}

/** The engine's answer as the page keeps it. */
export function toAnswer(response: RecommendResponse, version: string): Answer {
  return {
    items: response.items,
    fallback: response.fallback,
    reranked: response.reranked,
    unknownItemIds: response.unknownItemIds,
    work: response.work,
    version,
  };
}

/** The ratings among predictions. */
export function toRatings(predictions: readonly Prediction[]): Ratings {
  const rated = predictions.filter(({ predictedRating }) => predictedRating !== undefined);
  return new Map(rated.map(({ itemId, predictedRating }) => [itemId, predictedRating ?? Number.NaN]));
}

/** Code and message of whatever was thrown. */
export function toFailure(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) return { code: "unexpected", message: String(thrown) };
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "unexpected";
  return { code, message: thrown.message };
}
