import type { ItemTable } from "../../data/items.ts";
import type { Parts } from "../../models/retrieval/parts.ts";
import { totalOf } from "../../models/retrieval/parts.ts";
import type { Retrieval } from "../../models/retrieval/retrieval.ts";
import { MAXIMUM_REASONS } from "../limits.ts";
import { isLikeness } from "../strategies.ts";
import type { Reason } from "../types.ts";
import type { ListState, Stage } from "./stage.ts";

/**
 * Says of each item what its score follows from, where the request asks for it: the largest parts of the score by retrieval, the
 * larger share first, then the lower item index; popularity comes before items of the same share. Of a list that is not found by a
 * history, and of popular items in it, there is nothing to say.
 */
export const explain: Stage = {
  run: (state, { artefact, retrieval }) => {
    if (!state.request.explain) return state;
    const { itemIds } = artefact.items;
    const isPersonal = state.foundBy === "history" && state.fallback === undefined;
    const explained = state.items.filter(({ source }) => isPersonal && source === undefined);
    const wanted = Uint32Array.from(explained, ({ itemId }) => itemIds.indexOf(itemId)!);
    const parts = retrieval && wanted.length > 0 ? partsOf(retrieval, state, wanted) : undefined;
    const rows = new Map(explained.map(({ itemId }, row) => [itemId, row]));
    const items = state.items.map((item) => {
      const row = rows.get(item.itemId);
      return { ...item, because: parts && row !== undefined ? reasonsOf(parts, row, artefact.items) : [] };
    });
    return { ...state, items };
  },
};

/** What the scores of wanted items are made of, by the strategy of the request. */
export function partsOf(
  retrieval: Retrieval,
  { request: { strategy }, history }: Pick<ListState, "request" | "history">,
  wanted: Uint32Array,
): Parts | undefined {
  const { items, weights, sequence, examples } = history;
  if (isLikeness(strategy)) return retrieval.likeness?.parts(strategy, items, wanted, { sequence, examples });
  return retrieval.parts?.(items, weights, wanted, { sequence, examples });
}

function reasonsOf(explanation: Parts, row: number, { itemIds, titles }: ItemTable): Reason[] {
  const { items, parts, popularity } = explanation;
  const size = Math.abs(totalOf(explanation, row));
  if (!(size > 0)) return [];
  const from = row * items.length;
  const reasons = largestPlaces(items, parts.subarray(from, from + items.length)).map((place): Reason => {
    const item = items[place]!;
    const title = titles[item];
    return { itemId: itemIds.idOf(item), share: parts[from + place]! / size, ...(title ? { title } : {}) };
  });
  const share = popularity[row]! / size;
  if (!(share > 0)) return reasons;
  const at = reasons.findIndex((reason) => reason.share <= share);
  const popular: Reason = { source: "popularity", share };
  return (at < 0 ? [...reasons, popular] : reasons.toSpliced(at, 0, popular)).slice(0, MAXIMUM_REASONS);
}

/** Places of the largest parts above 0, the largest first, then the lower item: histories are long, and few parts are named. */
function largestPlaces(items: Uint32Array, parts: Float64Array): number[] {
  const best: number[] = [];
  const isBefore = (a: number, b: number): boolean =>
    parts[a]! > parts[b]! || (parts[a] === parts[b] && items[a]! < items[b]!);
  for (let place = 0; place < parts.length; place++) {
    if (!(parts[place]! > 0)) continue;
    const last = best[MAXIMUM_REASONS - 1];
    if (last !== undefined && !isBefore(place, last)) continue;
    const behind = best.findIndex((other) => isBefore(place, other));
    best.splice(behind < 0 ? best.length : behind, 0, place);
    if (best.length > MAXIMUM_REASONS) best.pop();
  }
  return best;
}
