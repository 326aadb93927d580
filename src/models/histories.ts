import { checkInteger } from "../check.ts";
import type { Csr } from "../data/csr.ts";

/** Throws RangeError for a history with an item outside a catalogue of `itemCount` items. O(entries). */
export function checkHistories(histories: Csr, itemCount: number): void {
  for (const item of histories.indices) {
    if (item >= itemCount) checkInteger("history item", item, 0, itemCount - 1);
  }
}
