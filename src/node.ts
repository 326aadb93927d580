/** NearEdge in Node: read data, train, measure, write and read artefacts, serve. */
import type { Artefact } from "./artefact/artefact.ts";
import { readArtefact } from "./artefact/folder.ts";
import { kernelModule } from "./kernels/module.node.ts";
import type { Head } from "./neural/head/types.ts";
import { createRecommender } from "./serving/recommender.ts";
import type { Recommender } from "./serving/types.ts";

export { type EncodedFile, encodeArtefact, type ManifestDraft } from "./artefact/encode.ts";
export { readArtefact, writeArtefact } from "./artefact/folder.ts";
export type { ArtefactContent } from "./artefact/pack.ts";
export type { Csr } from "./data/csr.ts";
export type { Dataset, ReadReport } from "./data/dataset.ts";
export { type CountLimits, filterDataset } from "./data/filter-counts.ts";
export { type Feedback, type Interaction, type Interactions, interactionsFrom, toCsr } from "./data/interactions.ts";
export type { CategoryColumn, ItemTable } from "./data/items.ts";
export {
  type GivenFolds,
  type GivenSplit,
  type OpenOptions,
  openDataset,
  openGivenFolds,
  openGivenSplit,
} from "./data/open-dataset.ts";
export { type DataProfile, profileDataset } from "./data/profile.ts";
export { type Fold, givenFold, type Protocol, parseProtocol, split, splitForValidation } from "./data/splits.ts";
export { parseTransform, type Transform, transformInteractions } from "./data/transforms.ts";
export type { Vocabulary } from "./data/vocabulary.ts";
export type { Candidate } from "./evaluation/candidate.ts";
export { type CompareOptions, compareModels } from "./evaluation/compare-models.ts";
export { evaluateModel } from "./evaluation/evaluate.ts";
export { type CandidateEvaluation, type EvaluateFoldsOptions, evaluateFolds } from "./evaluation/evaluate-folds.ts";
export { evaluateRatings, type Thresholds } from "./evaluation/evaluate-ratings.ts";
export type { Predicts, RatingQueries } from "./evaluation/predicts.ts";
export type { Recommends } from "./evaluation/recommends.ts";
export { createReport, datasetSize, type EvaluationReport, type ModelComparison } from "./evaluation/report.ts";
export { formatReportTable } from "./evaluation/report-table.ts";
export type { EvaluateOptions, EvaluationResult } from "./evaluation/result.ts";
export { kernelModule, threadedKernelModule } from "./kernels/module.node.ts";
export { createGlobalMeanModel } from "./models/global-mean.ts";
export {
  createImplicitAlsModel,
  IMPLICIT_ALS_DEFAULTS,
  type ImplicitAlsModel,
  type ImplicitAlsOptions,
  implicitAlsOptions,
} from "./models/implicit-als.ts";
export type { RankingModel, RatingModel } from "./models/model.ts";
export { countInteractions, createPopularityModel } from "./models/popularity.ts";
export {
  createUserItemBaselineModel,
  type UserItemBaselineOptions,
  userItemBaselineOptions,
} from "./models/user-item-baseline.ts";
export { createWeightedMeanModel, type WeightedMeanOptions, weightedMeanOptions } from "./models/weighted-mean.ts";
export {
  type AlsFactors,
  type EpochReport,
  type TrainingControl,
  trainImplicitAls,
} from "./training/implicit-als-trainer.ts";

/**
 * Makes the engine from the artefact in a folder, with its head where it has one.
 *
 * Throws as readArtefact and createRecommender do, and KernelError `kernel-missing` or `backend-start`.
 *
 *   const recommender = await loadRecommender("artefacts/films");
 *   recommender.recommend({ history: ["42"], k: 5 });
 */
export async function loadRecommender(folder: string): Promise<Recommender> {
  const [artefact, kernels] = await Promise.all([readArtefact(folder), kernelModule()]);
  return createRecommender(artefact, kernels, await loadHead(artefact));
}

/** tfjs takes longer to import than everything else: only an artefact with a head pays for it. */
async function loadHead({ manifest, head }: Artefact): Promise<Head | undefined> {
  if (manifest.head === null || head === undefined) return undefined;
  const [{ startBackend }, { createMlpHead }] = await Promise.all([
    import("./neural/backend.node.ts"),
    import("./neural/head/mlp-head.ts"),
  ]);
  await startBackend();
  return createMlpHead(head, manifest.head, manifest.model.factorCount);
}
