import { checkInteger, checkNumber, checkOneOf } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import { createItemIndex, type ItemFactors, type ItemIndex } from "../kernels/item-index.ts";
import { MAXIMUM_FACTOR_COUNT } from "../kernels/layout.ts";
import { foldInRows, recommendByFactors } from "./factor-lists.ts";
import { checkHistories } from "./histories.ts";
import { decomposition, type SvdMethod } from "./linear-algebra/svd.ts";
import type { OptionValue, RankingModel } from "./model.ts";
import { type OptionReader, readOptions } from "./options.ts";
import { popularItems } from "./popular-tail.ts";

/**
 * PureSVD: ranking by a truncated singular value decomposition in which a pair that was not observed is a zero.
 *
 *   min over R̂ of rank f   Σ_u Σ_i (r_ui − r̂_ui)²,   r_ui = 0 where nothing was observed       R̂ = R·V·Vᵀ,  R ≈ U·S·Vᵀ
 *
 *   r_ui = 1 (values=binary), or the value of the interaction (values=rating), for pairs that were observed
 *
 * The score of an item is its entry of R̂: it ranks and is no rating, since the zeros draw it down. Users are not stored:
 * fold-in is x_u = r_u·V, with r_u the row of the history, and score x_u·v_i. For a user of train that is the row of U·S.
 * An item without interactions scores 0 for everybody. What a request names without a value counts as the mean of the
 * values in train (values=rating). A history may be of any values, also of those that cancel out: all scores are 0 then.
 * `factors` beyond what the matrix has are cut to min(users, items). Source: Cremonesi, Koren & Turrin 2010 ("Performance
 * of recommender algorithms on top-N recommendation tasks"), eq. 6-7.
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
  method: decomposition.method.check,
  powerIterations: decomposition.powerIterations.check,
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

/** The mean of the values with values=rating, 1 otherwise: what an item counts as that a request names without a value. */
export function unnamedValueOf({ values: given }: Csr, { values }: PureSvdOptions): number {
  if (values === "binary" || given.length === 0) return 1;
  return given.reduce((sum, value) => sum + value, 0) / given.length;
}

/** What an item of a history counts as, by the options of a stored model. Throws TypeError or RangeError for wrong ones. */
export function pureSvdWeight(options: Readonly<Record<string, unknown>>): (value: number | undefined) => number {
  const values = checkOneOf("values", options.values, ["binary", "rating"]);
  const unnamed = checkNumber("unnamedValue", options.unnamedValue, -Number.MAX_VALUE, Number.MAX_VALUE);
  return values === "binary" ? () => 1 : (value = unnamed) => value;
}

/** x = r·V of whoever has these items with these weights: f32[factorCount], summed in f64 in the order of the history. */
export function foldInByProjection(index: ItemIndex, items: Uint32Array, weights: Float32Array): Float32Array {
  const { factorCount } = index;
  const rows = index.factorsOf(items);
  const x = new Float64Array(factorCount);
  for (let place = 0; place < items.length; place++) {
    const [from, weight] = [place * factorCount, weights[place]!];
    for (let factor = 0; factor < factorCount; factor++) x[factor]! += weight * rows[from + factor]!;
  }
  return Float32Array.from(x);
}

/** A fitted PureSVD; with `options` and its factors an artefact has all that is needed to serve it. */
export interface PureSvdModel extends RankingModel {
  readonly kind: "pure-svd";
  /** Rank; at most the option `factors`. */
  readonly factorCount: number;
  readonly itemFactors: ItemFactors;
  readonly popularity: Float32Array;
  readonly unnamedValue: number;
}

/** Whether a fitted model is a PureSVD. */
export function isPureSvdModel(model: object): model is PureSvdModel {
  return "kind" in model && model.kind === "pure-svd" && "unnamedValue" in model;
}

export interface PureSvdParts {
  /** The right singular vectors, items × factorCount. */
  readonly itemFactors: ItemFactors;
  readonly popularity: Float32Array;
  /** See unnamedValueOf; it stands among the options of the model. */
  readonly unnamedValue: number;
}

/** The model of the right singular vectors; `module` is the serving build of the kernels. */
export function createPureSvdModel(
  module: WebAssembly.Module,
  given: PureSvdOptions,
  { itemFactors, popularity, unnamedValue }: PureSvdParts,
): PureSvdModel {
  const itemCount = popularity.length;
  const factorCount = itemFactors.values.length / itemCount;
  const index = createItemIndex(module, { itemCount, factorCount, factors: itemFactors });
  const popular = popularItems(popularity);
  const options: Readonly<Record<string, OptionValue>> = { ...given, unnamedValue };
  const weightOf = pureSvdWeight(options);
  return {
    kind: "pure-svd",
    options,
    itemCount,
    factorCount,
    itemFactors,
    popularity,
    unnamedValue,
    recommendBatch: (histories, k) => {
      checkHistories(histories, itemCount);
      const queries = foldInRows(histories, factorCount, weightOf, (items, weights) =>
        foldInByProjection(index, items, weights),
      );
      return recommendByFactors(index, queries, histories, k, popular);
    },
  };
}
