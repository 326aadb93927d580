import { defineModel } from "../define-model.ts";
import { ones } from "../history-weights.ts";
import { integer, number } from "../option-specs.ts";
import { WEIGHTS } from "../state.ts";
import { recentWeights } from "./recent-weights.ts";

/**
 * A Markov chain over items: what users choose soon after the last items of a history.
 *
 *   score(u, i) = Σ_(d=1..w) γ^(d−1) · n_(j_d, i) / (n_(j_d) + λ),    j_d the d-th item from the end of u's history
 *
 *   n_ji = Σ_u γ^(d−1) over users who chose i after j, d places later, d ≤ w;    n_j = Σ_i n_ji
 *
 * With w = 1 it is the chain of first order: the share of users of the last item who chose i next. The order is that of time;
 * values of the interactions are not read. λ draws items together that few have chosen anything after. A history without order
 * gets the popular items.
 *
 * Sources: Rendle, Freudenthaler & Schmidt-Thieme 2010, section 3 (the chain of items, without factors); for several last items
 * and the decay Ludewig & Jannach 2018, section 2.1 (sequential rules).
 */
export const itemMarkov = defineModel({
  name: "item-markov",
  summary: "what users choose soon after the last items of a history: a Markov chain over items",
  learnsFrom: "interactions",
  readsOrder: true,
  options: {
    /** w: how many of the last items count, and how far apart two items of a history count as a step. */
    window: integer(1, 100, 10),
    /** γ: what an item or a step counts that lies one place further away. */
    decay: number(0.01, 1, 0.7),
    /** λ ≥ 0, in steps. */
    shrinkage: number(0, 1e6, 100),
  },
  restore: ({ window, decay }, state, { itemCount }) => ({
    weigh: ones,
    retrieve: {
      by: "weights",
      weights: state.csr(WEIGHTS, itemCount, itemCount),
      weighsByOrder: true,
      weigh: (_, items, sequence) => recentWeights(items, sequence, window, decay),
    },
  }),
});
