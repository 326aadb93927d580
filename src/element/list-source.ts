import type { RecommendedItem } from "../serving/types.ts";
import type { Wish } from "./wish.ts";

/** A list, from wherever it came. */
export interface ListAnswer {
  readonly items: readonly RecommendedItem[];
  /** Why the list is not personal; undefined where it is. */
  readonly fallback: string | undefined;
  /** Ids that the catalogue does not have; they had no effect. */
  readonly unknownItemIds: readonly string[];
  /** Names this answer in events. */
  readonly recommendationId: string;
  readonly from: "local" | "edge";
}

/** Where lists come from. */
export interface ListSource {
  readonly from: ListAnswer["from"];
  /** Answers, or rejects with an error that has a `code`; with the signal's reason once that has fired. */
  answer(wish: Wish, signal: AbortSignal): Promise<ListAnswer>;
}
