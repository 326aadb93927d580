import { exclusionsOf } from "../exclusions.ts";
import type { Stage } from "./stage.ts";

/** Finds what is never listed, where there is no history. */
export const resolveExclusions: Stage = {
  run: (state, { artefact }) => ({ ...state, ...exclusionsOf(state.request, [], [], artefact.items.itemIds) }),
};
