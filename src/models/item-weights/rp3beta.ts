import { defineModel } from "../define-model.ts";
import { flag, formerly, integer, number } from "../option-specs.ts";
import { MAXIMUM_NEIGHBOURS } from "./maximum-neighbours.ts";
import { restoreWeights } from "./restore-weights.ts";

/**
 * RP3β: where a walk of three steps from the user ends, user → item → user → item, with popular items held back.
 *
 *   score(u, i) = n_i^−β · Σ_(j∈S_u) Σ_(v∈S_j ∩ S_i) (1/n_j)^α · (1/n_v)^α
 *
 * n_j = |S_j| users of item j, n_v = |S_v| items of user v. The first step, (1/n_u)^α, is the same for all items and left
 * out. Of what leads to item i, the k largest j are kept. With `normalize` they are divided by their sum. Values of the
 * interactions are not read. Source: Paudel, Christoffel, Newell & Bernstein 2017, sections 3 and 4.
 */
const options = {
  /** α ≥ 0, power of the transition probabilities. */
  alpha: number(0, 10, 0.5),
  /** β ≥ 0, how much popularity counts against an item. */
  beta: number(0, 10, 0.4),
  /** Neighbours kept of each item. */
  neighbours: formerly(integer(1, MAXIMUM_NEIGHBOURS, 500), "k"),
  normalize: flag(false),
};

export const rp3beta = defineModel({
  name: "rp3beta",
  summary: "random walks of three steps over users and items, popular ends held down",
  learnsFrom: "interactions",
  options,
  restore: (_, state, context) => restoreWeights(state, context),
});
