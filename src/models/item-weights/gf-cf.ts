import { defineModel } from "../define-model.ts";
import { ones } from "../history-weights.ts";
import { integer, number, type OptionsOf } from "../option-specs.ts";
import { WEIGHTS } from "../state.ts";
import { createPlainFilter, readFilter, scoresOfFilter } from "./gf-cf-filter.ts";
import { restoreWeights } from "./restore-weights.ts";

/**
 * GF-CF: a history taken as a signal on the graph of items, smoothed by a linear and an ideal low-pass filter.
 *
 *   P = R̃ᵀR̃,   R̃ = D_U^−a · R · D_I^−b / σ₁     R users × items of ones, D_U and D_I the numbers of interactions
 *   m = r·P + α · r·D_I^−b · V·Vᵀ · D_I^b          V: the right singular vectors of R̃ with the largest `factors` values
 *   score = m − s · m·P
 *
 * σ₁ is the largest singular value of what it divides, so that P has the largest eigenvalue 1; at a = b = ½ it is 1 itself.
 * r is the row of ones of the history. Nothing is trained: V is a truncated SVD. The defaults are the published filter: s =
 * 0, a = b = ½, α = 0.3. s > 0 takes away what a further smoothing would spread, which sharpens the answer. `factors`
 * beyond what the matrix has are cut to min(users, items). Values of interactions are not read; every user with a
 * history is served by the same formula. Users and items without interactions have zeros.
 *
 * The score is linear in r: it is r·B, where row j of B is what the filter makes of item j alone. So an artefact keeps it, as
 * weights between items (`weights`); the state before that is the filter itself (gf-cf-filter.ts).
 * Sources: Shen et al. 2021, equations 11 to 13 (filter); Choi et al. 2023, section 4 (sharpening, one Euler step).
 */
const options = {
  /** Dimension of the ideal filter. */
  factors: integer(1, 2048, 256),
  /** α ≥ 0, weight of the ideal filter beside the linear one. */
  alpha: number(0, 1e6, 0.3),
  /** s ≥ 0. */
  sharpening: number(0, 100, 0),
  /** a */
  userExponent: number(0, 2, 0.5),
  /** b */
  itemExponent: number(0, 2, 0.5),
  /** Of the truncated SVD. */
  powerIterations: integer(0, 100, 6),
};

export const gfCf = defineModel({
  name: "gf-cf",
  summary: "a linear and an ideal low-pass filter over the graph of items; nothing is trained",
  learnsFrom: "interactions",
  options,
  restore: (own, state, context) => {
    if (state.has(`${WEIGHTS}.offsets`)) return restoreWeights(state, context);
    const filter = createPlainFilter(readFilter(state, context.itemCount), own);
    return { weigh: ones, ...scoresOfFilter(filter, context.itemCount) };
  },
});

/** The options of gf-cf. */
export type GfCfOptions = OptionsOf<typeof options>;
