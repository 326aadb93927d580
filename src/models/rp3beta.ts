import { checkInteger, checkNumber } from "../check.ts";
import { MAXIMUM_NEIGHBOURS, readBoolean } from "./item-knn-ranking.ts";
import { type OptionReader, readOptions } from "./options.ts";

/**
 * RP3β: where a walk of three steps from the user ends, user → item → user → item, with popular items held back.
 *
 *   score(u, i) = n_i^−β · Σ_(j∈S_u) Σ_(v∈S_j ∩ S_i) (1/n_j)^α · (1/n_v)^α
 *
 * n_j = |S_j| users of item j, n_v = |S_v| items of user v. The first step, (1/n_u)^α, is the same for all items and left
 * out. Of what leads to item i, the k largest j are kept. With `normalize` they are divided by their sum. Values of the
 * interactions are not read. Source: Paudel, Christoffel, Newell & Bernstein 2017, sections 3 and 4.
 */
export interface Rp3betaOptions {
  /** α ≥ 0, power of the transition probabilities. */
  readonly alpha: number;
  /** β ≥ 0, how much popularity counts against an item. */
  readonly beta: number;
  /** Neighbours kept of each item. */
  readonly k: number;
  readonly normalize: boolean;
}

export const RP3BETA_DEFAULTS: Rp3betaOptions = { alpha: 0.5, beta: 0.4, k: 500, normalize: false };

const READERS: { readonly [Key in keyof Rp3betaOptions]: OptionReader<Rp3betaOptions[Key]> } = {
  alpha: (name, value) => checkNumber(name, value, 0, 10),
  beta: (name, value) => checkNumber(name, value, 0, 10),
  k: (name, value) => checkInteger(name, value, 1, MAXIMUM_NEIGHBOURS),
  normalize: readBoolean,
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function rp3betaOptions(given: Readonly<Record<string, unknown>>): Rp3betaOptions {
  return readOptions("rp3beta", RP3BETA_DEFAULTS, READERS, given);
}
