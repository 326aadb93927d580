import { OptionsError } from "../errors.ts";
import { parseFilter, printAnswer } from "./answer.ts";
import { interruptible } from "./interrupt.ts";
import type { SimilarItemsArguments } from "./similar-items.ts";

export interface SimilarArguments extends SimilarItemsArguments {
  readonly item?: string;
}

/** Prints the items most similar to one, or writes the lists of many items. */
export async function runSimilar(folder: string, given: SimilarArguments): Promise<void> {
  const { item, items, out } = given;
  if ((item === undefined) === (items === undefined)) {
    throw new OptionsError("no-item", "expected --item ID, or --items all or --items ID,ID with --out FILE");
  }
  if (item === undefined) {
    const { similarToItems } = await import("./similar-items.ts");
    return interruptible((signal) => similarToItems(folder, given, signal));
  }
  if (out !== undefined) {
    throw new OptionsError("needs-items", "--out: expected --items all or --items ID,ID beside it");
  }
  const filter = parseFilter(given.filter);
  const { loadRecommender } = await import("../load-recommender.ts");
  const recommender = await loadRecommender(folder);
  printAnswer(
    recommender,
    recommender.similar({ itemId: item, k: given.k, filter, boost: given.boost, now: given.now }),
    given.json,
  );
}
