import { defineModel } from "../define-model.ts";
import { formerly, integer, number, type OptionsOf } from "../option-specs.ts";
import { MAXIMUM_NEIGHBOURS } from "./maximum-neighbours.ts";
import { restoreWeights } from "./restore-weights.ts";

/**
 * SLIM: sparse weights between items by which each item is explained by the others.
 *
 *   min  ½ ‖X − X·W‖²_F  +  l2/2 ‖W‖²_F  +  l1 Σ|W|      with W ≥ 0 and diag(W) = 0;     score(u, ·) = x_u · W
 *
 * X is users × items of ones; values of the interactions are not read. Every column of W is a problem of its own, solved by
 * coordinate descent until no weight moves by more than `tolerance`, in `epochs` passes at most. Of each column the k largest
 * weights are kept; the printed objective is that of all of them. Source: Ning & Karypis 2011, equation 3.
 */
const options = {
  /** ≥ 0, in users: what fewer users than this share has no weight. */
  l1: number(0, 1e6, 1),
  /** ≥ 0, in users. */
  l2: number(0, 1e6, 100),
  /** Passes over the weights of an item, at most. */
  epochs: integer(1, 100_000, 100),
  tolerance: number(0, 1, 1e-4),
  /** Weights kept of each item. */
  neighbours: formerly(integer(1, MAXIMUM_NEIGHBOURS, 500), "k"),
};

export const slim = defineModel({
  name: "slim",
  summary: "sparse weights between items, fitted item by item with both penalties",
  learnsFrom: "interactions",
  options,
  restore: (_, state, context) => restoreWeights(state, context),
});

/** The options of slim. */
export type SlimOptions = OptionsOf<typeof options>;
