import { foldingIn, NO_HISTORY } from "../history.ts";
import { listPopular } from "./list-popular.ts";
import { found, scoresOf } from "./retrieve.ts";
import type { Stage } from "./stage.ts";

/** Finds the items most like one; the popular ones where the model has no similarity of items. Throws as foldingIn does. */
export const retrieveSimilar: Stage = {
  searches: true,
  run: (state, parts) => {
    const { item, width, filter, exclude, boost } = state;
    const similar = parts.retrieval?.similar;
    if (!similar || item === undefined) return listPopular.run({ ...state, fallback: "model-not-personal" }, parts);
    const search = () => similar(item, width, { filter, exclude, boost });
    return found(state, "item", foldingIn(NO_HISTORY, search, scoresOf));
  },
};
