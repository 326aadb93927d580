import { type CompiledFilter, onlyItems, passes } from "../../models/retrieval/item-mask.ts";
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

/** The items that pass both. O(items). */
function both(first: CompiledFilter, second: CompiledFilter, itemCount: number): CompiledFilter {
  const items = Uint32Array.from({ length: itemCount }, (_, item) => item);
  return onlyItems(
    items.filter((item) => passes(first, item) && passes(second, item)),
    itemCount,
  );
}
