import { KERNEL_ARITIES, type KernelExports } from "./abi.ts";
import { ALS_ARITIES, type AlsExports } from "./training/als-abi.ts";
import { BPR_ARITIES, type BprExports } from "./training/bpr-abi.ts";
import { CO_CLUSTERING_ARITIES, type CoClusteringExports } from "./training/co-clustering-abi.ts";
import { LINEAR_ARITIES, type LinearExports } from "./training/linear-abi.ts";
import { LOSS_ARITIES, type LossExports } from "./training/losses-abi.ts";
import { NEURAL_ARITIES, type NeuralExports } from "./training/neural-abi.ts";
import { OPTIMISE_ARITIES, type OptimiseExports } from "./training/optimise-abi.ts";
import { RATING_SWEEPS_ARITIES, type RatingSweepsExports } from "./training/rating-sweeps-abi.ts";
import { RBM_ARITIES, type RbmExports } from "./training/rbm-abi.ts";
import { SEQUENCE_ARITIES, type SequenceExports } from "./training/sequence-abi.ts";
import { SGD_ARITIES, type SgdExports } from "./training/sgd-abi.ts";
import { SIMILARITY_ARITIES, type SimilarityExports } from "./training/similarity-abi.ts";
import { SLOPE_ONE_ARITIES, type SlopeOneExports } from "./training/slope-one-abi.ts";
import { WARP_ARITIES, type WarpExports } from "./training/warp-abi.ts";

/**
 * The numeric exports of the kernels for training, as assembly/training.ts has them: those of serving, and one set for
 * each family.
 */
export interface TrainingExports
  extends KernelExports,
    AlsExports,
    BprExports,
    CoClusteringExports,
    LinearExports,
    LossExports,
    NeuralExports,
    OptimiseExports,
    RatingSweepsExports,
    RbmExports,
    SequenceExports,
    SgdExports,
    SimilarityExports,
    SlopeOneExports,
    WarpExports {}

/** Every export of the training module with its number of parameters. */
export const TRAINING_ARITIES: Readonly<Record<keyof TrainingExports, number>> = {
  ...KERNEL_ARITIES,
  ...ALS_ARITIES,
  ...BPR_ARITIES,
  ...CO_CLUSTERING_ARITIES,
  ...LINEAR_ARITIES,
  ...LOSS_ARITIES,
  ...NEURAL_ARITIES,
  ...OPTIMISE_ARITIES,
  ...RATING_SWEEPS_ARITIES,
  ...RBM_ARITIES,
  ...SEQUENCE_ARITIES,
  ...SGD_ARITIES,
  ...SIMILARITY_ARITIES,
  ...SLOPE_ONE_ARITIES,
  ...WARP_ARITIES,
};
