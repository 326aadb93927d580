/** `nearedge-cli` in programs: read data, train, measure, write and read artefacts, serve. */
import "./platform.node.ts";

export { type EncodedFile, encodeArtefact, type ManifestDraft } from "./artefact/encode.ts";
export { readArtefact, writeArtefact } from "./artefact/folder.ts";
export { privateFiles, publicFiles } from "./artefact/manifest-files.ts";
export type { ArtefactContent } from "./artefact/pack.ts";
export type { Csr } from "./data/csr.ts";
export type { Dataset, EventRows, ReadReport, TableReading } from "./data/dataset.ts";
export { type DatasetDetails, datasetFrom, type ItemRecord } from "./data/dataset-from.ts";
export { type CountLimits, type FilterPasses, filterDataset } from "./data/filter-counts.ts";
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
export type { EventWeights, GivenColumns } from "./data/readers/format.ts";
export { toOrderedCsr } from "./data/sequences.ts";
export { type Fold, givenFold, type Protocol, parseProtocol, split, splitForValidation } from "./data/splits.ts";
export { parseTransform, type Transform, transformInteractions } from "./data/transforms.ts";
export type { Vocabulary } from "./data/vocabulary.ts";
export type { Candidate } from "./evaluation/candidate.ts";
export { type CompareOptions, compareModels } from "./evaluation/compare-models.ts";
export { evaluateModel } from "./evaluation/evaluate.ts";
export { type CandidateEvaluation, type EvaluateFoldsOptions, evaluateFolds } from "./evaluation/evaluate-folds.ts";
export { evaluateRatings, type Thresholds } from "./evaluation/evaluate-ratings.ts";
export type { Predicts } from "./evaluation/predicts.ts";
export type { Recommends } from "./evaluation/recommends.ts";
export { createReport, datasetSize, type EvaluationReport, type ModelComparison } from "./evaluation/report.ts";
export { formatReportTable } from "./evaluation/report-table.ts";
export type { EvaluateOptions, EvaluationResult } from "./evaluation/result.ts";
export { kernelModule, threadedKernelModule } from "./kernels/module.node.ts";
export { loadRecommender } from "./load-recommender.ts";
export {
  type ArtefactRequest,
  createCandidate,
  type FitOptions,
  MODEL_NAMES,
  type ModelOptions,
  PACKED_MODEL_NAMES,
  type TrainedArtefact,
  trainArtefact,
} from "./model-registry.ts";
export {
  IMPLICIT_ALS_DEFAULTS,
  type ImplicitAlsOptions,
  implicitAlsOptions,
} from "./models/implicit-als/implicit-als.ts";
export { type AlsFactors, trainAlsFactors as trainImplicitAls } from "./models/implicit-als/train-als-factors.ts";
export { countInteractions, createPopularityModel } from "./models/item-counts.ts";
export type { RankingModel, RatingModel, RatingQueries } from "./models/model.ts";
export type { EpochReport, StepReport, TrainingContext } from "./training/context.ts";
