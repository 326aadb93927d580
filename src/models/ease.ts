import { checkInteger, checkNumber } from "../check.ts";
import { type OptionReader, readOptions } from "./options.ts";

/**
 * EASE: the linear autoencoder of items without a loop, in closed form.
 *
 *   min  ‖X − X·B‖²_F  +  λ ‖B‖²_F   with diag(B) = 0      ⟹      B_ij = −P_ij / P_jj (i ≠ j),   P = (XᵀX + λI)⁻¹
 *
 * score(u, ·) = x_u · B. X is users × items of ones; values of the interactions are not read. Weights may be negative. `keep`
 * cuts each row of B to its entries of the largest size, so that it can be packed; 0 keeps all.
 *
 * The inverse is dense, items × items, computed in f32 by sweeping blocks (assembly/sweep.ts). λ bounds the condition number
 * by (largest eigenvalue of XᵀX)/λ + 1. Source: Steck 2019, equations 5 to 8.
 */
export interface EaseOptions {
  /** λ > 0, in users. */
  readonly regularization: number;
  /** Entries kept of each row of B; 0 keeps all. */
  readonly keep: number;
}

export const EASE_DEFAULTS: EaseOptions = { regularization: 300, keep: 0 };

const READERS: { readonly [Key in keyof EaseOptions]: OptionReader<EaseOptions[Key]> } = {
  regularization: (name, value) => checkNumber(name, value, 1e-3, 1e9),
  keep: (name, value) => checkInteger(name, value, 0, 100_000),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function easeOptions(given: Readonly<Record<string, unknown>>): EaseOptions {
  return readOptions("ease", EASE_DEFAULTS, READERS, given);
}
