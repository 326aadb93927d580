import { RequestError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";

/** In larger catalogues no id is looked for that is alike: the look would cost more than an answer. */
const SMALL_CATALOGUE = 2000;
/** Longer ids are compared with none. */
const LONGEST_COMPARED = 64;

/** The error of an item that is not in the catalogue: RequestError `unknown-item`, with the nearest id of a small one. */
export function unknownItem(itemId: string, knownIds: readonly string[]): RequestError {
  const isCheap = knownIds.length <= SMALL_CATALOGUE && itemId.length <= LONGEST_COMPARED;
  const hint = isCheap ? didYouMean(itemId, knownIds) : "";
  return new RequestError("unknown-item", `item ${JSON.stringify(itemId)} is not in this catalogue${hint}`);
}
