import { defineModel } from "../define-model.ts";
import { integer, number } from "../option-specs.ts";
import { restoreWeights } from "./restore-weights.ts";

/**
 * EDLAE: a linear autoencoder of items that learns to restore what was dropped from the other items, in closed form.
 *
 *   min  Σ_u Σ_j E[ (1 − m_j) (x_uj − Σ_i m_i x_ui B_ij)² ],   m_i = 1 with probability 1 − p, else 0 (dropped)
 *
 * Only dropped entries count, so that an item never explains itself. The mean over all m is EASE with a penalty that grows with
 * the users n_i of an item (W = (1 − p)·B ranks alike; λ is a penalty of W beside it):
 *
 *   min  ‖X − X·W‖²_F  +  Σ_ij Λ_i W_ij²   with diag(W) = 0,   Λ_i = p/(1 − p) · n_i + λ
 *   ⟹    W_ij = −C_ij / C_jj (i ≠ j),   C = (XᵀX + diag Λ)⁻¹
 *
 * score(u, ·) = x_u · W. X is users × items of ones; values of the interactions are not read. Weights may be negative. With
 * p = 0 it is EASE. Source: Steck 2020, the full-rank model, equations 8 and 9.
 */
const options = {
  /** λ > 0, in users. */
  regularization: number(1e-3, 1e9, 200),
  /** p: the share of a history that is dropped in training, below 1. */
  dropout: number(0, 0.99, 0.67),
  /** Entries kept of each row of W, the largest in size; 0 keeps all. */
  keep: integer(0, 100_000, 0),
};

export const edlae = defineModel({
  name: "edlae",
  summary: "ease with dropout: weights that restore what is left out of a history, in closed form",
  learnsFrom: "interactions",
  options,
  restore: (_, state, context) => restoreWeights(state, context),
});
