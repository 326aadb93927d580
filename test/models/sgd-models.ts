import type { Csr } from "../../src/data/csr.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { type BiasedMfModel, biasedMfOptions, createBiasedMfModel } from "../../src/models/biased-mf.ts";
import { createFunkMfModel, type FunkMfModel, funkMfOptions } from "../../src/models/funk-mf.ts";
import { ratingScale } from "../../src/models/rating-model.ts";
import { createSvdppModel, type SvdppModel, svdppOptions } from "../../src/models/svdpp.ts";
import type { TrainingContext } from "../../src/training/context.ts";
import { trainFunkMfInline } from "../../src/training/funk-mf-trainer.ts";
import { trainSgdInline } from "../../src/training/sgd-trainer.ts";
import { trainSvdppInline } from "../../src/training/svdpp-trainer.ts";

const module = await threadedKernelModule();

type Given = Readonly<Record<string, unknown>>;

const CONTEXT: TrainingContext = { seed: 5, threads: 1 };

export function fitBiasedMf(ratings: Csr, given: Given, context = CONTEXT): BiasedMfModel {
  const options = biasedMfOptions(given);
  const trained = trainSgdInline(module, ratings, options, context);
  return createBiasedMfModel(ratings, ratingScale("biased-mf", ratings), options, trained);
}

export function fitFunkMf(ratings: Csr, given: Given, context = CONTEXT): FunkMfModel {
  const options = funkMfOptions(given);
  const trained = trainFunkMfInline(module, ratings, options, context);
  return createFunkMfModel(ratings, ratingScale("funk-mf", ratings), options, trained);
}

export function fitSvdpp(ratings: Csr, given: Given, context = CONTEXT): SvdppModel {
  const options = svdppOptions(given);
  const trained = trainSvdppInline(module, ratings, options, context);
  return createSvdppModel(ratings, ratingScale("svdpp", ratings), options, trained);
}
