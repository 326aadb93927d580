import { checkInteger, checkNumber, checkOneOf } from "../../check.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { type OptionReader, readOptions } from "../options.ts";

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
 * that it moves. Values of interactions mean nothing. How a user is folded in: pairwise-factors.ts.
 * Source: Weston, Bengio & Usunier 2011, section 4; features as in Kula 2015 (LightFM), and its rates (Duchi et al. 2011).
 */
export interface WarpOptions {
  /** Dimension of the factors, 1 to 511: the bias takes one more lane. */
  readonly factors: number;
  /** Passes: each takes as many interactions as there are, with replacement. */
  readonly epochs: number;
  /** η */
  readonly learningRate: number;
  /** How η goes on: divided by the root of 1 + the squared gradients of each number (adagrad), as it is, or falling evenly. */
  readonly learningSchedule: "adagrad" | "constant" | "linear";
  /** λ of both sides, where they are not given. */
  readonly regularization: number;
  readonly regUser: number;
  readonly regItem: number;
  /** Draws at most for an interaction. */
  readonly maxSampled: number;
  /** How items are drawn: all alike, or in proportion to their interactions. */
  readonly sampling: "uniform" | "popularity";
  /** Columns of the item table whose values are features beside the item itself: none, all, or names joined by commas. */
  readonly itemFeatures: string;
  /** The same of the table of users. Whoever has no history is then known by attributes: attributes.ts. */
  readonly userFeatures: string;
  /** Initial embeddings are normal with this standard deviation, divided by √factors; biases begin at 0. */
  readonly initialScale: number;
}

export const WARP_DEFAULTS: WarpOptions = {
  factors: 64,
  epochs: 15,
  learningRate: 0.03,
  learningSchedule: "adagrad",
  regularization: 0.006,
  regUser: 0.006,
  regItem: 0.006,
  maxSampled: 10,
  sampling: "uniform",
  itemFeatures: "none",
  userFeatures: "none",
  initialScale: 0.1,
};

/** The largest ℓ: the loss of a catalogue of 22,000 items at the first draw. Beyond it single steps would be too long. */
const LARGEST_LOSS = 10;

const penalty: OptionReader<number> = (name, value) => checkNumber(name, value, 0, 1e6);

const columnChoice: OptionReader<string> = (name, value) => {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new TypeError(`${name}: expected none, all, or names of columns joined by commas`);
};

const READERS: { readonly [Key in keyof WarpOptions]: OptionReader<WarpOptions[Key]> } = {
  factors: (name, value) => checkInteger(name, value, 1, MAXIMUM_FACTOR_COUNT - 1),
  epochs: (name, value) => checkInteger(name, value, 1, 100_000),
  learningRate: (name, value) => checkNumber(name, value, 1e-9, 1e6),
  learningSchedule: (name, value) => checkOneOf(name, value, ["adagrad", "constant", "linear"]),
  regularization: penalty,
  regUser: penalty,
  regItem: penalty,
  maxSampled: (name, value) => checkInteger(name, value, 1, 100_000),
  sampling: (name, value) => checkOneOf(name, value, ["uniform", "popularity"]),
  itemFeatures: columnChoice,
  userFeatures: columnChoice,
  initialScale: (name, value) => checkNumber(name, value, 1e-9, 100),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function warpOptions(given: Readonly<Record<string, unknown>>): WarpOptions {
  const { regularization } = readOptions("warp", WARP_DEFAULTS, READERS, given);
  const shared = { regularization, regUser: regularization, regItem: regularization };
  return readOptions("warp", { ...WARP_DEFAULTS, ...shared }, READERS, given);
}

/** ℓ_N = ln max(1, ⌊(items − 1)/N⌋) for N = 1 … maxSampled, at most LARGEST_LOSS. */
export function rankLosses(itemCount: number, maxSampled: number): Float32Array {
  return Float32Array.from({ length: maxSampled }, (_, at) =>
    Math.min(LARGEST_LOSS, Math.log(Math.max(1, Math.floor((itemCount - 1) / (at + 1))))),
  );
}
