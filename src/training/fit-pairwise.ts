import type { Csr } from "../data/csr.ts";
import type { BprOptions } from "../models/bpr.ts";
import type { FeatureColumns, Features } from "../models/features.ts";
import { countInteractions } from "../models/item-counts.ts";
import type { OptionValue } from "../models/model.ts";
import { createPairwiseModel, type PairwiseModel } from "../models/pairwise-factors.ts";
import type { WarpOptions } from "../models/warp.ts";
import { type PairwiseFactors, trainBpr } from "./bpr-trainer.ts";
import type { TrainingContext } from "./context.ts";
import { fitFoldIn } from "./fit-fold-in.ts";
import type { KernelModules } from "./kernel-modules.ts";
import { trainWarp } from "./warp-trainer.ts";

/** Fits BPR to a users × items matrix and makes the model that serves it. Errors: those of trainBpr. */
export async function fitBpr(
  modules: KernelModules,
  interactions: Csr,
  options: BprOptions,
  context: TrainingContext,
): Promise<PairwiseModel> {
  const trained = await trainBpr(modules.training, interactions, options, context);
  return foldable(modules.serving, "bpr", { ...options }, trained, interactions);
}

/** Fits WARP to a users × items matrix, with features if any, and makes the model that serves it. Errors: those of trainWarp. */
export async function fitWarp(
  modules: KernelModules,
  interactions: Csr,
  options: WarpOptions,
  context: TrainingContext,
  features: PairwiseFeatures = {},
): Promise<PairwiseModel> {
  const matrices = { items: features.items, users: features.users?.matrix };
  const trained = await trainWarp(modules.training, interactions, options, context, matrices);
  return foldable(modules.serving, "warp", { ...options }, trained, interactions, features.users?.columns);
}

/** Features beside the rows themselves. */
export interface PairwiseFeatures {
  readonly users?: Features | undefined;
  readonly items?: Csr | undefined;
}

/** The model of trained factors, with the constants of fold-in that suit them. */
function foldable(
  serving: WebAssembly.Module,
  kind: string,
  options: Readonly<Record<string, OptionValue>>,
  trained: PairwiseFactors,
  interactions: Csr,
  columns?: FeatureColumns,
): PairwiseModel {
  const { constants, itemFactors, gram, scale } = fitFoldIn(serving, trained, interactions);
  const { attributeFactors } = trained;
  return createPairwiseModel(serving, {
    ...{ kind, options, constants, gram },
    attributes: columns && attributeFactors && { columns, factors: attributeFactors.map((value) => value / scale) },
    itemFactors: { precision: "f32", values: itemFactors },
    popularity: countInteractions(interactions),
  });
}
