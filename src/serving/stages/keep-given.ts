import { checkInteger } from "../../check.ts";
import { onlyItems, passes } from "../../models/retrieval/item-mask.ts";
import { MAXIMUM_RANKED } from "../limits.ts";
import type { Stage } from "./stage.ts";

/**
 * Leaves the items that a request gives to be ordered, as far as they pass the filter; one that it gives twice counts once. Without `items`
 * nothing changes. Throws RangeError for more than MAXIMUM_RANKED of them.
 */
export const keepGiven: Stage = {
  run: (state, { artefact }) => {
    const { request, filter } = state;
    if (!request.items) return state;
    checkInteger("items.length", request.items.length, 0, MAXIMUM_RANKED);
    const { itemIds } = artefact.items;
    const unknownItemIds = new Set(state.unknownItemIds);
    const given: number[] = [];
    for (const id of request.items) {
      const item = itemIds.indexOf(id);
      if (item === undefined) unknownItemIds.add(id);
      else if (passes(filter, item)) given.push(item);
    }
    const only = onlyItems(Uint32Array.from(given), itemIds.size);
    return { ...state, filter: only, unknownItemIds: [...unknownItemIds] };
  },
};
