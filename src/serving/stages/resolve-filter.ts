import { intersect } from "../../models/retrieval/bitmap.ts";
import { type CompiledFilter, filterOf, passing } from "../../models/retrieval/item-mask.ts";
import type { Stage } from "./stage.ts";

/** Compiles the filter, and the one that must hold beside it. Throws RequestError `unknown-filter-column` or `bad-filter`. */
export const resolveFilter: Stage = {
  run: (state, { compileFilter, artefact }) => {
    const { filter, alsoFilter } = state.request;
    const [own, other] = [filter && compileFilter(filter), alsoFilter && compileFilter(alsoFilter)];
    if (own && other) return { ...state, filter: both(own, other, artefact.items.itemIds.size) };
    return own || other ? { ...state, filter: own ?? other } : state;
  },
};

/** The items that pass both. O(items / 32). */
function both(first: CompiledFilter, second: CompiledFilter, itemCount: number): CompiledFilter {
  const left = passing(first, itemCount);
  intersect(left, passing(second, itemCount));
  return filterOf(left, itemCount);
}
