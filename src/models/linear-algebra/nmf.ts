import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { type FoldInFactors, foldInNonNegative } from "../fold-in.ts";
import { flag, formerly, integer, number, type OptionsOf } from "../option-specs.ts";
import { servedByRatings } from "../served-by-ratings.ts";
import type { ServedRatings } from "../served-ratings.ts";
import type { StateReader } from "../state.ts";
import { type FoldInResiduals, readResiduals, servedResiduals } from "./residual-factors.ts";

/**
 * Non-negative factorisation of ratings.
 *
 *   min over x, y ≥ 0   Σ_(u,i)∈S (t_ui − xᵤ·yᵢ)²  +  λ_u Σ_u |S_u| ‖xᵤ‖²  +  λ_i Σ_i |S_i| ‖yᵢ‖²
 *
 *   t_ui = r_ui, or r_ui − μ − b_u − b_i with `biases`; predictions and the biases: residual-factors.ts
 *
 * Training is multiplicative: no step size, and factors that begin positive stay so. Each epoch moves all items, then all
 * users; each half-sweep lowers the objective. (scikit-surprise moves both sides from the values of the epoch before, which
 * may overshoot.) Users are not stored: fold-in is the exact minimum over xᵤ ≥ 0 with the item factors held fixed. It is not
 * the value that training's last step had reached for a user of train, but where further steps would have led.
 *
 * Source: Luo, Zhou, Xia & Zhu 2014 ("An efficient non-negative matrix-factorization-based approach to collaborative
 * filtering"), equation 11; options and defaults are those of NMF in scikit-surprise.
 */
const options = {
  /** Dimension of the factors. */
  factors: integer(1, MAXIMUM_FACTOR_COUNT, 15),
  /** Sweeps over both sides. */
  epochs: integer(1, 10_000, 50),
  /** λ_u ≥ 0 (reg_pu). */
  userRegularization: formerly(number(0, 1e6, 0.06), "regUser"),
  /** λ_i ≥ 0 (reg_qi). */
  itemRegularization: formerly(number(0, 1e6, 0.06), "regItem"),
  /** Whether the factors are fitted to what the user-item baseline leaves of a rating. */
  biases: formerly(flag(false), "biased"),
  /** Initial factors are uniform between these two, both ≥ 0. */
  initialLow: formerly(number(0, 1000, 0), "initLow"),
  initialHigh: formerly(number(0, 1000, 1), "initHigh"),
};

/** The options of nmf. */
export type NmfOptions = OptionsOf<typeof options>;

export const nmf = defineModel({
  name: "nmf",
  summary: "factors of ratings that are never below zero",
  learnsFrom: "ratings",
  options,
  // Initial factors that are all zero would stay there.
  check: ({ initialLow, initialHigh }) => {
    if (initialHigh > initialLow || (initialHigh === initialLow && initialLow > 0)) return;
    throw new RangeError(
      `initialHigh: expected a number above initialLow (${initialLow}) and above 0, got ${initialHigh}`,
    );
  },
  restore: (given, state, context) => servedByRatings(restoreNmf(given, state, context.itemCount), state, context),
});

function nonNegativeFoldIn({ userRegularization }: NmfOptions, factors: FoldInFactors): FoldInResiduals {
  return (items, targets) => foldInNonNegative(factors, items, targets, userRegularization * items.length);
}

/** Its predictions, from its state. */
function restoreNmf(own: NmfOptions, state: StateReader, itemCount: number): ServedRatings {
  const items = readResiduals(state, itemCount, { factorCount: own.factors, most: own.factors });
  return servedResiduals({ ...items, biases: own.biases, foldIn: nonNegativeFoldIn(own, items) });
}
