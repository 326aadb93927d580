import { checkInteger, checkOneOf } from "../check.ts";
import { type Csr, rowIndices, rowValues } from "../data/csr.ts";
import { createItemIndex } from "../kernels/item-index.ts";
import { MAXIMUM_FACTOR_COUNT } from "../kernels/layout.ts";
import { checkHistories } from "./histories.ts";
import { widen, withPopularForEmptyRows } from "./implicit-als.ts";
import type { RankingModel } from "./model.ts";
import { type OptionReader, readOptions } from "./options.ts";
import { popularityOrder } from "./popularity.ts";
import { project, SVD_READERS, type SvdMethod } from "./svd.ts";

/**
 * PureSVD: ranking by a truncated singular value decomposition in which a pair that was not observed is a zero.
 *
 *   min over R̂ of rank f   Σ_u Σ_i (r_ui − r̂_ui)²,   r_ui = 0 where nothing was observed       R̂ = R·V·Vᵀ,  R ≈ U·S·Vᵀ
 *
 *   r_ui = 1 (values=binary), or the value of the interaction (values=rating), for pairs that were observed
 *
 * The score of an item is its entry of R̂: it ranks and is no rating, since the zeros draw it down. Users are not stored:
 * fold-in is x_u = r_u·V, with r_u the row of the history, and score x_u·v_i. For a user of train that is the row of U·S.
 * An item without interactions scores 0 for everybody. `factors` beyond what the matrix has are cut to min(users, items).
 * Source: Cremonesi, Koren & Turrin 2010 ("Performance of recommender algorithms on top-N recommendation tasks"), eq. 6-7.
 */
export interface PureSvdOptions {
  /** Rank of the approximation, 1 to 512. */
  readonly factors: number;
  /** What an observed pair counts as. */
  readonly values: "binary" | "rating";
  /** How the decomposition is computed; the result differs by its error only. */
  readonly method: SvdMethod;
  /** Multiplications by RᵀR after the first; randomised only. */
  readonly powerIterations: number;
}

export const PURE_SVD_DEFAULTS: PureSvdOptions = {
  factors: 50,
  values: "binary",
  method: "randomised",
  powerIterations: 6,
};

const READERS: { readonly [Key in keyof PureSvdOptions]: OptionReader<PureSvdOptions[Key]> } = {
  ...SVD_READERS,
  factors: (name, value) => checkInteger(name, value, 1, MAXIMUM_FACTOR_COUNT),
  values: (name, value) => checkOneOf(name, value, ["binary", "rating"]),
};

/** Completes and checks options. Throws OptionsError for an unknown name, RangeError or TypeError for a bad value. */
export function pureSvdOptions(given: Readonly<Record<string, unknown>>): PureSvdOptions {
  return readOptions("pure-svd", PURE_SVD_DEFAULTS, READERS, given);
}

/** The matrix that is decomposed. */
export function pureSvdMatrix(interactions: Csr, { values }: PureSvdOptions): Csr {
  if (values === "rating") return interactions;
  return { ...interactions, values: new Float32Array(interactions.values.length).fill(1) };
}

/** The model of the right singular vectors, f32[items × factorCount]; `module` is the serving build of the kernels. */
export function createPureSvdModel(
  module: WebAssembly.Module,
  options: PureSvdOptions,
  rightVectors: Float32Array,
  popularity: Float32Array,
): RankingModel {
  const itemCount = popularity.length;
  const factorCount = rightVectors.length / itemCount;
  const factors = { precision: "f32", values: rightVectors } as const;
  const index = createItemIndex(module, { itemCount, factorCount, factors });
  const order = popularityOrder(popularity);
  return {
    kind: "pure-svd",
    options: { ...options },
    itemCount,
    recommendBatch: (histories, k) => {
      checkHistories(histories, itemCount);
      const matrix = pureSvdMatrix(histories, options);
      const queries = new Float32Array(histories.rowCount * factorCount);
      for (let row = 0; row < histories.rowCount; row++) {
        const x = project(rightVectors, factorCount, rowIndices(matrix, row), rowValues(matrix, row));
        queries.set(x, row * factorCount);
      }
      const exclude = { offsets: histories.offsets, items: histories.indices };
      const found = index.scanBatch(queries, histories.rowCount, Math.min(k, itemCount), { exclude });
      return withPopularForEmptyRows(widen(found, k), histories, popularity, order);
    },
  };
}
