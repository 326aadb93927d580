import { unknownItem } from "../unknown-item.ts";
import type { Stage } from "./stage.ts";

/** Finds the item that others are to be like, which is not in its own list. Throws RequestError `unknown-item`. */
export const resolveItem: Stage = {
  run: (state, { artefact }) => {
    const { itemId = "" } = state.request;
    const item = artefact.items.itemIds.indexOf(itemId);
    if (item === undefined) throw unknownItem(itemId, artefact.items.itemIds.ids);
    return { ...state, item, exclude: Uint32Array.of(item) };
  },
};
