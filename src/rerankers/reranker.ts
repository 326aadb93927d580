import type { HeadTensor } from "../artefact/artefact.ts";
import type { HeadManifest, Manifest } from "../artefact/manifest.ts";
import type { OptionValue } from "../models/model.ts";

/**
 * The candidates of one request, as a re-ranker reads them. n = candidate count, d = factor inputs, 0 where the retrieval has
 * no vectors or the re-ranker reads none. features.ts fills it in, the same in training and serving.
 */
export interface HeadInput {
  /** f32[d], folded in from the history. */
  readonly userFactors: Float32Array;
  /** f32[n × d], row-major: factors of the candidates, best retrieved first. */
  readonly candidateFactors: Float32Array;
  /** f32[n], retrieval scores, descending. */
  readonly retrievalScores: Float32Array;
  /** f32[n], interactions of each candidate (a count, not yet transformed). */
  readonly popularity: Float32Array;
  /** f32[n], share of the candidate's tags that occur in the history's tags, 0 … 1; 0 where items have no tags. */
  readonly tagOverlap: Float32Array;
}

/** A re-ranking head, ready to serve. */
export interface Head {
  /** Scores of the candidates, f32[n], in the order they were given; higher is better. Synchronous, leaves no tensor. */
  score(input: HeadInput): Float32Array;
  /** Tensors and bytes alive in the backend: constant between requests. */
  memory(): { readonly tensors: number; readonly bytes: number };
  dispose(): void;
}

/** What a stored re-ranker is restored with. */
export interface RestoreContext {
  /** d, the number of factor inputs. */
  readonly factorCount: number;
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

/** d of the head in a manifest: all factors of the model where the manifest does not say; 0 without a head. */
export function factorInputs({ model, head }: Pick<Manifest, "model" | "head">): number {
  return head === null ? 0 : (head.factorCount ?? model.factorCount);
}
