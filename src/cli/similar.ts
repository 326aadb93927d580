import { parseFilter, printAnswer } from "./answer.ts";

export interface SimilarArguments {
  readonly item: string;
  readonly k: number;
  readonly filter?: string;
  readonly boost?: string;
  readonly now?: number;
  readonly json?: boolean;
}

/** Prints the items most similar to one. */
export async function runSimilar(folder: string, given: SimilarArguments): Promise<void> {
  const filter = parseFilter(given.filter);
  const { loadRecommender } = await import("../load-recommender.ts");
  const recommender = await loadRecommender(folder);
  printAnswer(
    recommender,
    recommender.similar({ itemId: given.item, k: given.k, filter, boost: given.boost, now: given.now }),
    given.json,
  );
}
