import { KERNEL_ARITIES, type KernelExports } from "./abi.ts";
import { ALS_ARITIES, type AlsExports } from "./training/als-abi.ts";
import { CO_CLUSTERING_ARITIES, type CoClusteringExports } from "./training/co-clustering-abi.ts";
import { SIMILARITY_ARITIES, type SimilarityExports } from "./training/similarity-abi.ts";
import { SLOPE_ONE_ARITIES, type SlopeOneExports } from "./training/slope-one-abi.ts";

/** The numeric exports of the kernels for training, as assembly/training.ts has them: all that serve, and one set a family. */
export interface TrainingExports
  extends KernelExports,
    AlsExports,
    SimilarityExports,
    SlopeOneExports,
    CoClusteringExports {}

/** Every export of the training module with its number of parameters. */
export const TRAINING_ARITIES: Readonly<Record<keyof TrainingExports, number>> = {
  ...KERNEL_ARITIES,
  ...ALS_ARITIES,
  ...SIMILARITY_ARITIES,
  ...SLOPE_ONE_ARITIES,
  ...CO_CLUSTERING_ARITIES,
};
