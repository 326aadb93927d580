import type { Csr } from "../../data/csr.ts";
import { platform } from "../../platform.ts";
import type { OptionValues } from "../option-specs.ts";
import { FACTORS, factorsState, GRAM, joinStates, type ModelState, matrixState } from "../state.ts";
import type { Fitted, Packing } from "../train-model.ts";
import { attributesState } from "./attributes.ts";
import type { FeatureColumns } from "./features.ts";
import { BIAS_BARRIER } from "./pairwise-factors.ts";
import type { PairwiseFactors } from "./train-bpr-factors.ts";
import { fitFoldIn } from "./train-fold-in.ts";

/** A trained model of pairs as a state, with the constants of fold-in that suit it among its options. */
export async function fittedPairwise(
  options: OptionValues,
  trained: PairwiseFactors,
  interactions: Csr,
  columns?: FeatureColumns,
): Promise<Fitted> {
  const { constants, itemFactors, gram, scale } = fitFoldIn(await platform().kernels(), trained, interactions);
  const { attributeFactors, objective } = trained;
  const factorCount = trained.factorCount + 1;
  const attributes = columns &&
    attributeFactors && { columns, factors: attributeFactors.map((value) => value / scale) };
  return {
    options: { ...options, ...constants },
    objective,
    state: joinStates(
      factorsState({ precision: "f32", values: itemFactors }, factorCount),
      matrixState(GRAM, gram, factorCount),
      attributes ? attributesState(attributes) : new Map(),
    ),
  };
}

/**
 * Rows of one byte a factor: fold-in solves with YᵀY/items of the rounded rows, its constants stay. The bias is a lane like the
 * others and shares the scale of its row, which does no harm because ℓ has made it as large as they are.
 */
export const PAIRWISE_PACKING: Packing = {
  gramOfRounded: (_, products, state) => gramOfRounded(products, state),
};

/** `products` are those of the rounded rows, bias and all. */
function gramOfRounded(products: Float32Array, state: ModelState): Float32Array {
  const [itemCount = 0, factorCount = 0] = state.get(FACTORS)?.shape ?? [];
  const last = factorCount - 1;
  const gram = products.map((product, at) => {
    const isBias = at % factorCount === last || Math.floor(at / factorCount) === last;
    return isBias ? 0 : product / itemCount;
  });
  gram[factorCount ** 2 - 1] = BIAS_BARRIER;
  return gram;
}
