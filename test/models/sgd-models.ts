import type { Csr } from "../../src/data/csr.ts";
import { kernelModule, threadedKernelModule } from "../../src/kernels/module.node.ts";
import { type BiasedFactors, biasedFoldIn, biasedMf } from "../../src/models/gradient-descent/biased-mf.ts";
import { type FunkFactors, funkMf } from "../../src/models/gradient-descent/funk-mf.ts";
import type { FoldInUser } from "../../src/models/gradient-descent/rating-factors.ts";
import { type SvdppFactors, svdpp, svdppFoldIn } from "../../src/models/gradient-descent/svdpp.ts";
import { fittedBiasedMf, trainBiasedMf } from "../../src/models/gradient-descent/train-biased-mf.ts";
import { fittedFunkMf, trainFunkMf } from "../../src/models/gradient-descent/train-funk-mf.ts";
import { trainFunkMfFactorsInline } from "../../src/models/gradient-descent/train-funk-mf-factors.ts";
import { trainSgdInline } from "../../src/models/gradient-descent/train-sgd.ts";
import { fittedSvdpp, trainSvdpp } from "../../src/models/gradient-descent/train-svdpp.ts";
import { trainSvdppFactorsInline } from "../../src/models/gradient-descent/train-svdpp-factors.ts";
import type { RatingModel } from "../../src/models/model.ts";
import { type RatingScale, ratingScale } from "../../src/models/rating-model.ts";
import type { Savable } from "../../src/models/state.ts";
import type { Fitted, Trainable } from "../../src/models/train-model.ts";
import { restoreTrainedWith } from "../../src/models/train-restored.ts";
import type { TrainingContext } from "../../src/training/context.ts";
import { dataOf } from "./train.ts";

const [module, serving] = await Promise.all([threadedKernelModule(), kernelModule()]);

type Given = Readonly<Record<string, unknown>>;

const CONTEXT: TrainingContext = { seed: 5, threads: 1 };

/** A fitted model of ratings with what its training found. */
interface Found<Factors> extends RatingModel, Savable {
  readonly scale: RatingScale;
  readonly trained: Factors;
}

function found<Factors>(trainer: Trainable, ratings: Csr, fitted: Fitted, trained: Factors): Found<Factors> {
  const { predictBatch, ...model } = restoreTrainedWith(serving, trainer, fitted, dataOf(ratings));
  if (!predictBatch) throw new TypeError(`${model.kind}: expected a model that predicts ratings`);
  const scale = ratingScale(model.kind, ratings);
  return { ...model, predictBatch, state: () => fitted.state, scale, trained };
}

export function fitBiasedMf(
  ratings: Csr,
  given: Given,
  context = CONTEXT,
): Found<BiasedFactors> & { readonly foldIn: FoldInUser } {
  const options = biasedMf.readOptions(given);
  const trained = trainSgdInline(module, ratings, options, context);
  const model = found(trainBiasedMf, ratings, fittedBiasedMf(ratings, options, trained), trained);
  return { ...model, foldIn: biasedFoldIn(options, trained) };
}

export function fitFunkMf(ratings: Csr, given: Given, context = CONTEXT): Found<FunkFactors> {
  const options = funkMf.readOptions(given);
  const trained = trainFunkMfFactorsInline(module, ratings, options, context);
  return found(trainFunkMf, ratings, fittedFunkMf(ratings, options, trained), trained);
}

export function fitSvdpp(
  ratings: Csr,
  given: Given,
  context = CONTEXT,
): Found<SvdppFactors> & { readonly foldIn: FoldInUser } {
  const options = svdpp.readOptions(given);
  const trained = trainSvdppFactorsInline(module, ratings, options, context);
  const model = found(trainSvdpp, ratings, fittedSvdpp(ratings, options, trained), trained);
  return { ...model, foldIn: svdppFoldIn(options, trained) };
}
