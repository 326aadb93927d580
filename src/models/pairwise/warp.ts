import { log } from "../../elementary.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { choice, following, formerly, integer, number, type OptionsOf, text } from "../option-specs.ts";
import { factorsOfAttributes, hasAttributes, readAttributes } from "./attributes.ts";
import { foldInConstants, servedPairwise } from "./pairwise-factors.ts";

/** The largest ℓ: the loss of a catalogue of 22,000 items at the first draw. Beyond it single steps would be too long. */
const LARGEST_LOSS = 10;

const penalty = () => number(0, 1e6, 0.006);

const columns = () => text("none", "none, all, or names of columns joined by commas", checkColumnChoice);

/**
 * WARP, weighted approximate-rank pairwise learning: a hinge between what a user has and what they do not have, weighted so
 * that the top of the list counts most. Items (and users) are sums of the embeddings of their features.
 *
 *   min  E_(u,i) [ ln(r) · H / r ],      x̂_ui = xᵤ·yᵢ + bᵢ,    (yᵢ, bᵢ) = Σ_f v_if e_f
 *
 *   r = the number of items j, of those that u does not have, with x̂_uj > x̂_ui − 1,    H = Σ over them of 1 − x̂_ui + x̂_uj
 *
 * r is estimated by drawing: N draws until the first such item mean r = ⌊(items − 1)/N⌋, and this item is learned from. An
 * item that draws do not find within `maxSampled` counts as low enough. Each step has a penalty ½λ‖e‖² on the embeddings
 * that it moves. Values of interactions are not used. How a user is folded in: pairwise-factors.ts.
 * Source: Weston, Bengio & Usunier 2011, section 4; features as in Kula 2015 (LightFM), and its rates (Duchi et al. 2011).
 */
const options = {
  /** Dimension of the factors, 1 to 511: the bias takes one more lane. */
  factors: integer(1, MAXIMUM_FACTOR_COUNT - 1, 64),
  /** Passes: each takes as many interactions as there are, with replacement. */
  epochs: integer(1, 100_000, 15),
  /** η */
  learningRate: number(1e-9, 1e6, 0.03),
  /** How η goes on: divided by the root of 1 + the squared gradients of each number (adagrad), as it is, or falling evenly. */
  learningRateSchedule: formerly(choice(["adagrad", "constant", "linear"], "adagrad"), "learningSchedule"),
  /** λ of both sides, where they are not given. */
  regularization: penalty(),
  userRegularization: formerly(following("regularization", penalty()), "regUser"),
  itemRegularization: formerly(following("regularization", penalty()), "regItem"),
  /** Draws at most for an interaction. */
  maxSampled: integer(1, 100_000, 10),
  /** How items are drawn: all alike, or in proportion to their interactions. */
  sampling: choice(["uniform", "popularity"], "uniform"),
  /** Columns of the item table whose values are features beside the item itself: none, all, or names joined by commas. */
  itemFeatures: columns(),
  /** The same of the table of users. Users without a history are then known by their attributes: attributes.ts. */
  userFeatures: columns(),
  /** Initial embeddings are normal with this standard deviation, divided by √factors; biases begin at 0. */
  initialScale: number(1e-9, 100, 0.1),
};

/** The options of warp. */
export type WarpOptions = OptionsOf<typeof options>;

export const warp = defineModel({
  name: "warp",
  summary: "factors of features of items and users, by weighted approximate-rank pairwise loss",
  learnsFrom: "interactions",
  options,
  settled: foldInConstants,
  restore: (given, state, { itemCount }) => {
    const retrieve = servedPairwise(given, state, itemCount);
    if (!hasAttributes(state)) return { retrieve };
    const attributes = readAttributes(state, given.factors);
    return {
      retrieve: {
        ...retrieve,
        queryOfAttributes: (known) => factorsOfAttributes(attributes, given.factors, known, given.biasLane),
      },
    };
  },
});

function checkColumnChoice(name: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new TypeError(`${name}: expected none, all, or names of columns joined by commas`);
}

/** ℓ_N = ln max(1, ⌊(items − 1)/N⌋) for N = 1 … maxSampled, at most LARGEST_LOSS. */
export function rankLosses(itemCount: number, maxSampled: number): Float32Array {
  return Float32Array.from({ length: maxSampled }, (_, at) =>
    Math.min(LARGEST_LOSS, log(Math.max(1, Math.floor((itemCount - 1) / (at + 1))))),
  );
}
