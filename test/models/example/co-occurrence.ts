import { defineModel } from "../../../src/models/define-model.ts";
import { restoreWeights } from "../../../src/models/item-weights/restore-weights.ts";
import { integer } from "../../../src/models/option-specs.ts";

/**
 * Co-occurrence: items that share users with the items of the history.
 *
 *   score(u, i) = Σ_(j∈S_u) n_ij,   n_ij = |S_i ∩ S_j| where that is at least minUsers and i ≠ j, else 0
 *
 * Values of the interactions are not read.
 */
export const coOccurrence = defineModel({
  name: "co-occurrence",
  summary: "how many users two items share, added up over the history",
  learnsFrom: "interactions",
  options: {
    /** Users that two items must share to count. */
    minUsers: integer(1, 1_000_000, 1),
  },
  restore: (_, state, context) => restoreWeights(state, context),
});
