import { KERNEL_ARITIES, type KernelExports } from "./abi.ts";
import { ALS_ARITIES, type AlsExports } from "./training/als-abi.ts";
import { LINEAR_ARITIES, type LinearExports } from "./training/linear-abi.ts";
import { RATING_SWEEPS_ARITIES, type RatingSweepsExports } from "./training/rating-sweeps-abi.ts";

/** The numeric exports of the kernels for training, as assembly/training.ts has them: all that serve, and one set a family. */
export interface TrainingExports extends KernelExports, AlsExports, LinearExports, RatingSweepsExports {}

/** Every export of the training module with its number of parameters. */
export const TRAINING_ARITIES: Readonly<Record<keyof TrainingExports, number>> = {
  ...KERNEL_ARITIES,
  ...ALS_ARITIES,
  ...LINEAR_ARITIES,
  ...RATING_SWEEPS_ARITIES,
};
