import type { HeadTensor } from "../artefact/artefact.ts";
import type { HeadManifest } from "../artefact/manifest.ts";
import type { OptionValue } from "../models/model.ts";

/** The candidates of one request, as a re-ranker reads them: rows of features.ts, the same in training and serving. */
export interface HeadInput {
  /** How many candidates there are. */
  readonly count: number;
  /** f32[count × features], row-major; NaN where something is not known. The first feature is the score of the first retriever. */
  readonly features: Float32Array;
}

/** A re-ranking head, ready to serve. */
export interface Head {
  /** Scores of the candidates, f32[count], in the order they were given; higher is better. Synchronous, leaves no tensor. */
  score(input: HeadInput): Float32Array;
  /** Tensors and bytes alive in the backend: constant between requests. */
  memory(): { readonly tensors: number; readonly bytes: number };
  dispose(): void;
}

/** What a stored re-ranker is restored with. */
export interface RestoreContext {
  /** Starts the network backend of the platform; a re-ranker that is no network does not call it. */
  startBackend(): Promise<void>;
}

/** A kind of re-ranker as every runtime knows it. Its training stands beside it, in a file that nothing loads which only serves. */
export interface RerankerDefinition {
  /** On the command line and in the manifest: `mlp`. */
  readonly name: string;
  readonly summary: string;
  /** Options of training with their defaults. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /**
   * Makes a stored re-ranker ready to serve; what it needs of code is imported when this is called. Throws ArtefactError
   * `head-tensor` for tensors that do not fit.
   */
  restore(weights: ReadonlyMap<string, HeadTensor>, manifest: HeadManifest, context: RestoreContext): Promise<Head>;
}
