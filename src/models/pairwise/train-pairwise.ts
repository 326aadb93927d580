import type { Csr } from "../../data/csr.ts";
import type { TrainingContext } from "../../training/context.ts";
import type { KernelModules } from "../../training/kernel-modules.ts";
import { countInteractions } from "../item-counts.ts";
import type { OptionValue } from "../model.ts";
import type { BprOptions } from "./bpr.ts";
import type { FeatureColumns, Features } from "./features.ts";
import { createPairwiseModel, type PairwiseModel } from "./pairwise-factors.ts";
import { type PairwiseFactors, trainBpr } from "./train-bpr-factors.ts";
import { fitFoldIn } from "./train-fold-in.ts";
import { trainWarp } from "./train-warp-factors.ts";
import type { WarpOptions } from "./warp.ts";

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
