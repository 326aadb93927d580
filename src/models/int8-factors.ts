import type { ItemFactors } from "../kernels/item-index.ts";
import { quantiseFactors } from "../kernels/quantise.ts";
import { type ImplicitAlsOptions, scaleGram } from "./implicit-als.ts";
import {
  BIAS_BARRIER,
  createPairwiseModel,
  type PairwiseModel,
  pairwiseConstants,
} from "./pairwise/pairwise-factors.ts";

/** Item factors of one byte each with a scale a row, and the matrix that folds users in against these very rows. */
export interface Int8Parts {
  readonly itemFactors: Extract<ItemFactors, { precision: "int8" }>;
  /** f32[factorCount × factorCount], as the model's own. */
  readonly gram: Float32Array;
}

/** Item factors f32[items × factors] of implicit ALS as int8, with α₀·YᵀY of the rounded rows. */
export function implicitAlsAsInt8(
  module: WebAssembly.Module,
  values: Float32Array,
  options: ImplicitAlsOptions,
): Int8Parts {
  const { factors, gram } = quantiseFactors(module, values, options.factors);
  return { itemFactors: factors, gram: scaleGram(options, gram) };
}

/**
 * The same model of pairs with int8 rows: fold-in solves with YᵀY/items of the rounded rows, its constants stay. The bias is
 * a lane like the others and shares the scale of its row, which does no harm because ℓ has made it as large as they are.
 */
export function pairwiseAsInt8(module: WebAssembly.Module, model: PairwiseModel): PairwiseModel {
  const { kind, itemFactors, factorCount, itemCount, options, popularity, attributes } = model;
  if (itemFactors.precision === "int8") return model;
  const { factors, gram } = quantiseFactors(module, itemFactors.values, factorCount);
  const last = factorCount - 1;
  const shared = gram.map((product, at) => {
    const isBias = at % factorCount === last || Math.floor(at / factorCount) === last;
    return isBias ? 0 : product / itemCount;
  });
  shared[factorCount ** 2 - 1] = BIAS_BARRIER;
  const constants = pairwiseConstants(options);
  const parts = { kind, options, constants, popularity, attributes };
  return createPairwiseModel(module, { ...parts, itemFactors: factors, gram: shared });
}
