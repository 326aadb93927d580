import type { HeadTensor } from "../artefact/artefact.ts";
import type { HeadManifest, HeadValidation } from "../artefact/manifest.ts";
import type { TrainingContext } from "../training/context.ts";
import type { HeadExamples } from "./examples.ts";
import type { RerankerDefinition } from "./reranker.ts";

/** A kind of re-ranker as Node trains it: its definition, and the settings that are tried. Validation chooses one. */
export interface TrainableReranker {
  readonly definition: RerankerDefinition;
  readonly trials: readonly RerankerTrial[];
  /** Starts the backend of Node; does nothing for a kind that is no network. */
  startBackend(): Promise<void>;
}

/** One setting of a re-ranker. */
export interface RerankerTrial {
  /** In reports of progress. */
  readonly label: string;
  /**
   * Trains on cross-fitted examples; the backend must have been started. The same examples and seed give the same bits. Throws
   * DataError `head-examples`, TrainingError `interrupted`, and what the kind throws.
   */
  train(examples: HeadExamples, context: RerankerContext): Promise<TrainedReranker>;
}

/** How a setting is trained. */
export interface RerankerContext extends TrainingContext {
  /** Another setting on the same examples, for one that is made of others; it is trained once, whoever asks. */
  trained(trial: RerankerTrial): Promise<TrainedReranker>;
}

/** A re-ranker that was trained, ready for an artefact. */
export interface TrainedReranker {
  /** Its `validation` has the figures on groupsValidation: they chose what was kept, and so flatter the head a little. */
  readonly manifest: TrainedManifest;
  readonly weights: ReadonlyMap<string, HeadTensor>;
  /** f64[validation lists], nDCG@10 of the head less that of retrieval, list by list in an order that all kinds share. */
  readonly gains: Float64Array;
}

/** What a kind says of itself; retrievers and question are added where it is packed. */
export type TrainedManifest = Pick<HeadManifest, "kind" | "options" | "candidateCount" | "hidden"> & {
  readonly features: readonly string[];
  readonly validation: HeadValidation;
};
