import type { Csr } from "../data/csr.ts";
import type { ServedModel } from "../models/served-model.ts";

/** The histories with the weights that a model takes. */
export function weighHistories(matrix: Csr, { weigh }: Pick<ServedModel, "weigh">): Csr {
  if (!weigh) return matrix;
  const { rowCount, offsets } = matrix;
  const values = new Float32Array(matrix.values.length);
  for (let row = 0; row < rowCount; row++) {
    values.set(weigh(matrix.values.subarray(offsets[row], offsets[row + 1])), offsets[row]);
  }
  return { ...matrix, values };
}
