import type { Artefact } from "../artefact/artefact.ts";
import type { Manifest } from "../artefact/manifest.ts";
import type { Ranking } from "../kernels/ranking.ts";
import type { GivenAttributes } from "../models/attributes.ts";
import type { CompiledFilter } from "./filter.ts";

/** What a retrieval is made of: an artefact, or as much of one. */
export interface RetrievalParts
  extends Pick<Artefact, "items" | "popularity" | "factors" | "gram" | "weights" | "state" | "users" | "publicPart"> {
  readonly manifest: Pick<Manifest, "model" | "head"> & { readonly data: Pick<Manifest["data"], "feedback"> };
}

export interface RetrievalOptions {
  readonly filter: CompiledFilter | undefined;
  /** Item indices never to be returned, ascending. */
  readonly exclude: Uint32Array;
}

/** A list with what it cost. It may be longer than was asked for. */
export interface Retrieved {
  readonly ranking: Ranking;
  /** Items whose score was computed. */
  readonly itemsScored: number;
  readonly reranked: boolean;
  readonly itemsReranked: number;
}

/** How a kind of model finds the items for a history: the personal part of an engine. Holds kernel memory. */
export interface Retrieval {
  /** What an item that a request names counts as beside stored histories: with the value sent with it, or with none. */
  sentWeight(value: number | undefined): number;
  /** Whether the model can say anything of who has these items: some models know that they cannot. Absent: it can. */
  readonly knows?: ((history: Uint32Array, weights: Float32Array) => boolean) | undefined;
  /** Bytes of kernel memory. */
  readonly memoryBytes: number;
  /** The best k items for who has these (distinct indices, ascending), ordered by the head where there is one and `rerank`. */
  scan(
    history: Uint32Array,
    weights: Float32Array,
    k: number,
    options: RetrievalOptions & { readonly rerank: boolean },
  ): Retrieved;
  /**
   * The best k items for who has no history but these attributes; the call gives undefined where none of their values is
   * known. undefined for a model that did not learn from attributes. Throws RequestError `unknown-attribute`.
   */
  readonly scanAttributes?:
    | ((attributes: GivenAttributes, k: number, options: RetrievalOptions) => Retrieved | undefined)
    | undefined;
  /** The k items most like one; undefined for a model that knows no likeness of items. */
  readonly similar?: ((item: number, k: number, options: RetrievalOptions) => Retrieved) | undefined;
  /** predictedRating of each of `wanted` by who has this history, which may be empty; undefined for a model of rankings only. */
  readonly predict?: ((history: Uint32Array, weights: Float32Array, wanted: Uint32Array) => Float64Array) | undefined;
}
