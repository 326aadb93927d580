import { checkInteger, checkNumber } from "../check.ts";
import { MAXIMUM_NEIGHBOURS } from "./item-knn-ranking.ts";
import { type OptionReader, readOptions } from "./options.ts";

/**
 * SLIM: sparse weights between items by which each item is explained by the others.
 *
 *   min  ½ ‖X − X·W‖²_F  +  l2/2 ‖W‖²_F  +  l1 Σ|W|      with W ≥ 0 and diag(W) = 0;     score(u, ·) = x_u · W
 *
 * X is users × items of ones; values of the interactions are not read. Every column of W is a problem of its own, solved by
 * coordinate descent until no weight moves by more than `tolerance`, in `epochs` passes at most. Of each column the k largest
 * weights are kept; the printed objective is that of all of them. Source: Ning & Karypis 2011, equation 3.
 */
export interface SlimOptions {
  /** ≥ 0, in users: what fewer users than this share has no weight. */
  readonly l1: number;
  /** ≥ 0, in users. */
  readonly l2: number;
  /** Passes over the weights of an item, at most. */
  readonly epochs: number;
  readonly tolerance: number;
  /** Weights kept of each item. */
  readonly k: number;
}

export const SLIM_DEFAULTS: SlimOptions = { l1: 1, l2: 100, epochs: 100, tolerance: 1e-4, k: 500 };

const READERS: { readonly [Key in keyof SlimOptions]: OptionReader<SlimOptions[Key]> } = {
  l1: (name, value) => checkNumber(name, value, 0, 1e6),
  l2: (name, value) => checkNumber(name, value, 0, 1e6),
  epochs: (name, value) => checkInteger(name, value, 1, 100_000),
  tolerance: (name, value) => checkNumber(name, value, 0, 1),
  k: (name, value) => checkInteger(name, value, 1, MAXIMUM_NEIGHBOURS),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function slimOptions(given: Readonly<Record<string, unknown>>): SlimOptions {
  return readOptions("slim", SLIM_DEFAULTS, READERS, given);
}
