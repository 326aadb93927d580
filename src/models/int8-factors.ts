import type { ItemFactors } from "../kernels/item-index.ts";
import { quantiseFactors } from "../kernels/quantise.ts";
import { type ImplicitAlsOptions, scaleGram } from "./implicit-als/implicit-als.ts";

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
