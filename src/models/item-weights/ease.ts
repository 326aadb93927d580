import { defineModel } from "../define-model.ts";
import { integer, number } from "../option-specs.ts";
import { restoreWeights } from "./restore-weights.ts";

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
const options = {
  /** λ > 0, in users. */
  regularization: number(1e-3, 1e9, 300),
  /** Entries kept of each row of B; 0 keeps all. */
  keep: integer(0, 100_000, 0),
};

export const ease = defineModel({
  name: "ease",
  summary: "weights between all items in closed form; needs memory for items × items",
  learnsFrom: "interactions",
  options,
  restore: (_, state, context) => restoreWeights(state, context),
});
