import type { Csr } from "../../data/csr.ts";
import type { ItemIndex } from "../../kernels/item-index.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { ones } from "../history-weights.ts";
import { choice, integer, number, type OptionsOf } from "../option-specs.ts";
import { FACTORS, GRAM } from "../state.ts";
import { decomposition } from "./svd.ts";

/**
 * PureSVD: ranking by a truncated singular value decomposition in which a pair that was not observed is a zero.
 *
 *   min over R̂ of rank f   Σ_u Σ_i (r_ui − r̂_ui)²,   r_ui = 0 where nothing was observed       R̂ = R·V·Vᵀ,  R ≈ U·S·Vᵀ
 *
 *   r_ui = 1 (values=binary), or the value of the interaction (values=rating), for pairs that were observed
 *
 * The score of an item is its entry of R̂: it ranks and is no rating, since the zeros draw it down. Users are not stored:
 * fold-in is x_u = r_u·V, with r_u the row of the history, and score x_u·v_i. For a user of train that is the row of U·S.
 * An item without interactions scores 0 for every user. What a request names without a value counts as the mean of the
 * values in train (values=rating). A history may be of any values, also of those that cancel out: all scores are 0 then.
 * `factors` beyond what the matrix has are cut to min(users, items). Source: Cremonesi, Koren & Turrin 2010 ("Performance
 * of recommender algorithms on top-N recommendation tasks"), eq. 6-7.
 */
const options = {
  /** Rank of the approximation. */
  factors: integer(1, MAXIMUM_FACTOR_COUNT, 50),
  /** What an observed pair counts as. */
  values: choice(["binary", "rating"], "binary"),
  ...decomposition,
};

/** The options of pure-svd. */
export type PureSvdOptions = OptionsOf<typeof options>;

export const pureSvd = defineModel({
  name: "pure-svd",
  summary: "truncated SVD of the binary interaction matrix, for ranking",
  learnsFrom: "interactions",
  options,
  settled: {
    /** What an item counts as that a request names without a value; values=rating only. */
    unnamedValue: number(-Number.MAX_VALUE, Number.MAX_VALUE, 1),
  },
  restore: ({ values, unnamedValue }, state, { itemCount }) => {
    // The projection does not need VᵀV; the format has it beside factors, and it says how many there are.
    const factorCount = Math.sqrt(state.f32(GRAM).length);
    if (!Number.isInteger(factorCount)) state.fail(GRAM, `expected a square matrix, got ${factorCount ** 2} values`);
    const isBinary = values === "binary";
    return {
      weigh: isBinary ? ones : undefined,
      sentWeight: isBinary ? () => 1 : (value = unnamedValue) => value,
      retrieve: {
        by: "factors",
        factors: state.factors(FACTORS, itemCount, factorCount),
        factorCount,
        query: foldInByProjection,
        foldsIn: { by: "sum" },
      },
    };
  },
});

/** The matrix that is decomposed. */
export function pureSvdMatrix(interactions: Csr, { values }: Pick<PureSvdOptions, "values">): Csr {
  return values === "rating" ? interactions : { ...interactions, values: ones(interactions.values) };
}

/** x = r·V of a history with these weights: f32[factorCount], summed in f64 in the order of the history. */
function foldInByProjection(index: ItemIndex, items: Uint32Array, weights: Float32Array): Float32Array {
  const { factorCount } = index;
  const rows = index.factorsOf(items);
  const x = new Float64Array(factorCount);
  for (let place = 0; place < items.length; place++) {
    const [from, weight] = [place * factorCount, weights[place]!];
    for (let factor = 0; factor < factorCount; factor++) x[factor]! += weight * rows[from + factor]!;
  }
  return Float32Array.from(x);
}
