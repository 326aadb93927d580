import type { Csr } from "../data/csr.ts";
import type { BprOptions } from "../models/bpr.ts";
import type { OptionValue } from "../models/model.ts";
import { createPairwiseModel, type PairwiseModel } from "../models/pairwise-factors.ts";
import { countInteractions } from "../models/popularity.ts";
import type { WarpOptions } from "../models/warp.ts";
import { type PairwiseControl, type PairwiseFactors, trainBpr } from "./bpr-trainer.ts";
import { fitFoldIn } from "./fit-fold-in.ts";
import type { KernelModules } from "./head-pipeline.ts";
import { trainWarp, type WarpFeatures } from "./warp-trainer.ts";

/** Fits BPR to a users × items matrix and makes the model that serves it. Errors: those of trainBpr. */
export async function fitBpr(
  modules: KernelModules,
  interactions: Csr,
  options: BprOptions,
  control: PairwiseControl,
): Promise<PairwiseModel> {
  const trained = await trainBpr(modules.training, interactions, options, control);
  return foldable(modules.serving, "bpr", { ...options }, trained, interactions);
}

/** Fits WARP to a users × items matrix, with features if any, and makes the model that serves it. Errors: those of trainWarp. */
export async function fitWarp(
  modules: KernelModules,
  interactions: Csr,
  options: WarpOptions,
  control: PairwiseControl,
  features: WarpFeatures = {},
): Promise<PairwiseModel> {
  const trained = await trainWarp(modules.training, interactions, options, control, features);
  return foldable(modules.serving, "warp", { ...options }, trained, interactions);
}

/** The model of trained factors, with the constants of fold-in that suit them. */
function foldable(
  serving: WebAssembly.Module,
  kind: string,
  options: Readonly<Record<string, OptionValue>>,
  trained: PairwiseFactors,
  interactions: Csr,
): PairwiseModel {
  const { constants, itemFactors, gram } = fitFoldIn(serving, trained, interactions);
  return createPairwiseModel(serving, {
    ...{ kind, options, constants, gram },
    itemFactors: { precision: "f32", values: itemFactors },
    popularity: countInteractions(interactions),
  });
}
