/**
 * NearEdge for every runtime: decode an artefact, make the engine, send it requests. `nearedge/node`,
 * `nearedge/browser` and `nearedge/worker` add what their platform needs.
 */
export type { Artefact } from "./artefact/artefact.ts";
export { type DecodeOptions, decodeArtefact, type ReadFile } from "./artefact/decode.ts";
export type { Evaluation, HeadManifest, Manifest } from "./artefact/manifest.ts";
export {
  ArtefactError,
  DataError,
  KernelError,
  NearEdgeError,
  OptionsError,
  RequestError,
  TrainingError,
} from "./errors.ts";
export type { Head, HeadInput } from "./rerankers/reranker.ts";
export type { ItemCatalogue } from "./serving/item-catalogue.ts";
export type { FieldValue } from "./serving/item-fields.ts";
export {
  DEFAULT_K,
  MAXIMUM_EXCLUDE,
  MAXIMUM_HISTORY,
  MAXIMUM_K,
  MAXIMUM_PREDICTIONS,
  MAXIMUM_RANKED,
} from "./serving/limits.ts";
export { createRecommender } from "./serving/recommender.ts";
export type { Strategy } from "./serving/strategies.ts";
export type {
  BulkRecommender,
  ColumnConditions,
  CommonRequest,
  Example,
  Fallback,
  Filter,
  FilterClause,
  FilterCondition,
  FilterGroup,
  HistoryEntry,
  ItemDetails,
  LatestRequest,
  PopularRequest,
  Prediction,
  PredictRequest,
  PredictResponse,
  RankRequest,
  Reason,
  RecommendedItem,
  Recommender,
  RecommendRequest,
  RecommendResponse,
  SimilarRequest,
  SimilarUser,
  SimilarUsersRequest,
  SimilarUsersResponse,
  WorkCounters,
} from "./serving/types.ts";
