/** A client of the HTTP interface: typed by the service's own schemas, in every runtime that has `fetch`. */
import type { Predictions, Recommendations } from "./client/types.ts";

export { createClient } from "./client/create-client.ts";
export { AnswerError, NetworkError, ProblemError, TimeoutError } from "./client/errors.ts";
export type { CallOptions, ClientOptions } from "./client/options.ts";
export { pages } from "./client/pages.ts";

export type {
  Batch,
  BatchRequest,
  BoughtTogetherQuery,
  Client,
  ColumnConditions,
  Example,
  Filter,
  FilterClause,
  FilterGroup,
  HistoryEntry,
  Item,
  LatestQuery,
  Live,
  Model,
  PopularQuery,
  PredictionRequest,
  Predictions,
  Problem,
  ProblemKind,
  RankRequest,
  Ready,
  RecommendationRequest,
  Recommendations,
  RecommendForUserQuery,
  SimilarQuery,
  SimilarUsers,
  SimilarUsersQuery,
} from "./client/types.ts";

/** An item of a list, with its score. */
export type RecommendedItem = Recommendations["items"][number];
/** What is predicted of one item. */
export type Prediction = Predictions["items"][number];
