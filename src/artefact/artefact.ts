import type { Csr } from "../data/csr.ts";
import type { ItemTable } from "../data/items.ts";
import type { Vocabulary } from "../data/vocabulary.ts";
import type { ItemFactors } from "../kernels/item-index.ts";
import type { ModelState } from "../models/state.ts";
import type { Manifest } from "./manifest.ts";

/** A decoded artefact: everything needed to answer requests. */
export interface Artefact {
  readonly manifest: Manifest;
  readonly items: ItemTable;
  /** f32[items]: number of interactions of each item. */
  readonly popularity: Float32Array;
  /** undefined for a model without factors (popularity). */
  readonly factors: ItemFactors | undefined;
  /**
   * For fold-in: α₀·YᵀY, f32[factorCount × factorCount], row-major, symmetric.
   * undefined for a model without factors.
   */
  readonly gram: Float32Array | undefined;
  /**
   * Weights between items, items × items: row j is added to the score of each item for a history with item j. undefined
   * for a model without weights.
   */
  readonly weights: Csr | undefined;
  /** Further arrays of the model, by name; undefined for a model without any. */
  readonly state?: ModelState | undefined;
  /**
   * For each item the items of the highest lift beside it, with the users of both as values (packing/bought-together.ts): the
   * entries of a row stand by lift. undefined where they were not counted.
   */
  readonly together?: Csr | undefined;
  /** Columns of prose that are kept to be shown, by name; the empty string where an item has none. undefined where none is kept. */
  readonly texts?: ReadonlyMap<string, readonly string[]> | undefined;
  /** f64[items]: when each was first interacted with, seconds since 1970, UTC; NaN where unknown. undefined where it was not kept. */
  readonly firstSeen?: Float64Array | undefined;
  /**
   * Known users and their histories (users × items, values = observed weights); undefined when packed without users,
   * and where only the public files were read. Where the order is known, a decoded artefact has the entries of each row oldest
   * first, as they are stored: `sequence` is then `indices` itself (data/csr-order.ts).
   */
  readonly users: { readonly userIds: Vocabulary; readonly histories: Csr } | undefined;
  /** The head's weights by tensor name, as rerankers read them; undefined where there is no head. */
  readonly head: ReadonlyMap<string, HeadTensor> | undefined;
  /** Set where the artefact has private files that were not read; user data are absent then. */
  readonly publicPart?: boolean | undefined;
}

/** A tensor of the head: f32, row-major. */
export interface HeadTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
