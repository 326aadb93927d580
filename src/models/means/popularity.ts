import { defineModel } from "../define-model.ts";

/**
 * Popularity: every user gets the items with the most interactions that they do not have yet. score(i) = |users of i|.
 *
 * The baseline that every metric stands beside, and the answer for users without a history. It keeps nothing: every artefact
 * has the counts.
 */
export const popularity = defineModel({
  name: "popularity",
  summary: "the items with the most interactions",
  learnsFrom: "interactions",
  isPersonal: false,
  options: {},
  restore: () => ({ retrieve: { by: "popularity" } }),
});
