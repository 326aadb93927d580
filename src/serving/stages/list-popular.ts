import { popularItems } from "../../models/popular-tail.ts";
import { boostedPopular } from "../../models/retrieval/boost.ts";
import { competitors } from "../../models/retrieval/retrieval.ts";
import type { Stage } from "./stage.ts";

/** The items that the filter and the exclusions leave, by popularity with their boosts. */
export const listPopular: Stage = {
  searches: true,
  run: (state, parts) => {
    const { width, boost } = state;
    const { popularity, order } = boostedPopular(popularItems(parts.popularity), boost);
    const { isOut } = competitors(state, order.length);
    const found: number[] = [];
    for (const item of order) {
      if (found.length === width) break;
      if (!isOut(item)) found.push(item);
    }
    const items = Uint32Array.from(found);
    const scores = Float32Array.from(items, (item) => popularity[item]!);
    const ranking = { items, scores, popular: new Uint8Array(items.length).fill(1) };
    return { ...state, foundBy: "popularity", list: { ranking, itemsScored: 0 }, goesOn: items.length === width };
  },
};
