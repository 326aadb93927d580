import type { Csr } from "../../data/csr.ts";
import { decompose, decompositionMemory } from "../../training/linear/decompose.ts";
import { factorsState, GRAM, joinStates, matrixState } from "../state.ts";
import { trainable } from "../train-model.ts";
import { type PureSvdOptions, pureSvd, pureSvdMatrix } from "./pure-svd.ts";

/** Fits pure-svd. Throws DataError `bad-value`; TrainingError `memory-limit` before it starts, `interrupted`. */
export const trainPureSvd = trainable(pureSvd, {
  memory: decompositionMemory,
  packing: {
    gramOfRounded: (_, gram) => {
      const factorCount = Math.sqrt(gram.length);
      return orthonormalGram(factorCount, (factor) => gram[factor * (factorCount + 1)]! > 0);
    },
  },
  fit: async ({ matrix }, options, context) => {
    const values = await decompose(pureSvd.name, pureSvdMatrix(matrix, options), options, context);
    const factorCount = values.length / matrix.columnCount;
    const isUsed = new Uint8Array(factorCount);
    for (const [at, value] of values.entries()) if (value !== 0) isUsed[at % factorCount] = 1;
    return {
      options: { ...options, unnamedValue: unnamedValueOf(matrix, options) },
      state: joinStates(
        factorsState({ precision: "f32", values }, factorCount),
        matrixState(
          GRAM,
          orthonormalGram(factorCount, (factor) => isUsed[factor] === 1),
          factorCount,
        ),
      ),
    };
  },
});

/** The mean of the values with values=rating, 1 otherwise: what an item counts as that a request names without a value. */
function unnamedValueOf({ values: given }: Csr, { values }: PureSvdOptions): number {
  if (values === "binary" || given.length === 0) return 1;
  return given.reduce((sum, value) => sum + value, 0) / given.length;
}

/**
 * VᵀV, which the format asks for beside factors and a projection does not need. Columns are orthonormal, but for those
 * beyond the rank of the matrix, which are 0: what stands beside the diagonal is rounding.
 */
function orthonormalGram(factorCount: number, isUsed: (factor: number) => boolean): Float32Array {
  const gram = new Float32Array(factorCount ** 2);
  for (let factor = 0; factor < factorCount; factor++) {
    if (isUsed(factor)) gram[factor * (factorCount + 1)] = 1;
  }
  return gram;
}
