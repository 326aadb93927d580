import { RequestError } from "../../errors.ts";
import type { Stage } from "./stage.ts";

/** Finds the item that others are to be like, which is not in its own list. Throws RequestError `unknown-item`. */
export const resolveItem: Stage = {
  run: (state, { artefact }) => {
    const { itemId = "" } = state.request;
    const item = artefact.items.itemIds.indexOf(itemId);
    if (item === undefined) {
      throw new RequestError("unknown-item", `item ${JSON.stringify(itemId)} is not in this catalogue`);
    }
    return { ...state, item, exclude: Uint32Array.of(item) };
  },
};
