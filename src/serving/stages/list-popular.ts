import { passes } from "../../models/retrieval/item-mask.ts";
import type { Stage } from "./stage.ts";

/** The popular items that the filter and the exclusions leave. */
export const listPopular: Stage = {
  run: (state, { popularity, popularOrder }) => {
    const { width, filter } = state;
    const excluded = new Set(state.exclude);
    const found: number[] = [];
    for (const item of popularOrder) {
      if (found.length === width) break;
      if (!excluded.has(item) && passes(filter, item)) found.push(item);
    }
    const items = Uint32Array.from(found);
    const scores = Float32Array.from(items, (item) => popularity[item]!);
    const ranking = { items, scores, popular: new Uint8Array(items.length).fill(1) };
    return { ...state, foundBy: "popularity", list: { ranking, itemsScored: 0 }, goesOn: items.length === width };
  },
};
