import type { Csr } from "../../data/csr.ts";
import { graphFilterBytes } from "../../kernels/graph-filter.ts";
import { threadedKernelModule } from "../../kernels/module.node.ts";
import type { TrainingContext } from "../../training/context.ts";
import { truncatedSvd } from "../../training/linear/randomised-svd.ts";
import { checkTrainingBytes } from "../../training/memory-limit.ts";
import { countInteractions } from "../item-counts.ts";
import type { WeightRowsModel } from "../weight-rows.ts";
import { createGfCfModel, GF_CF_BATCH, type GfCfOptions, normaliseInteractions } from "./gf-cf.ts";

const KIND = "gf-cf";

/**
 * Fits GF-CF (models/item-weights/gf-cf.ts) to a users × items matrix: one truncated SVD, threads over rows. Throws TrainingError
 * `memory-limit` with the number of bytes before it starts, whether of the SVD or of the filter; `interrupted`.
 */
export async function fitGfCf(
  interactions: Csr,
  options: GfCfOptions,
  context: TrainingContext,
): Promise<WeightRowsModel> {
  const factorCount = Math.min(options.factors, interactions.rowCount, interactions.columnCount);
  const remedy = `use fewer factors (now ${options.factors}), or leave out rare users and items`;
  const filterBytes = graphFilterBytes(interactions, factorCount, GF_CF_BATCH);
  checkTrainingBytes(KIND, filterBytes, remedy, 16 * interactions.indices.length);
  const popularity = countInteractions(interactions);
  const normalised = normaliseInteractions(interactions, popularity, options);
  const { v, singularValues } = await truncatedSvd(normalised.matrix, factorCount, context, {
    left: false,
    model: KIND,
    powerIterations: options.powerIterations,
  });
  // P is to have the largest eigenvalue 1 at any exponents, so that α and s mean the same; at a = b = ½ it has it already.
  const scale = singularValues[0]! > 0 ? 1 / singularValues[0]! : 0;
  const matrix = { ...normalised.matrix, values: normalised.matrix.values.map((value) => value * scale) };
  const parts = { ...normalised, matrix, v, factorCount, popularity };
  return createGfCfModel(await threadedKernelModule(), options, parts);
}
