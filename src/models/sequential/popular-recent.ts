import { defineModel } from "../define-model.ts";
import { auto, number } from "../option-specs.ts";

/**
 * Popularity by how long ago it was: every user gets the items that were chosen most lately, without what they have.
 *
 *   score(i) = Σ_(u∈S_i) 2^(−(T − t_ui) / h)  +  n_i · 2^−60
 *
 * T is the time of the newest interaction of train, t_ui that of the interaction, h the half-life; n_i = |S_i|. The last term
 * orders items by their number whose interactions are all older than some sixty half-lives. It is the baseline of dated data, not
 * personal, and the list of users without history. Values of the interactions are not read.
 */
export const popularRecent = defineModel({
  name: "popular-recent",
  summary: "the items with the most interactions, of which older ones count less",
  learnsFrom: "interactions",
  isPersonal: false,
  options: {
    /** h, in days: after as many an interaction counts half. `auto`: an eighth of the median age of an interaction. */
    halfLifeDays: auto(number(1e-9, 1e9, 30)),
  },
  restore: (_, state, { itemCount }) => ({
    retrieve: { by: "popularity", popularity: state.f32("recent", itemCount) },
  }),
});
