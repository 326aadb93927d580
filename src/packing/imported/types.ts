import type { Evaluation, Manifest } from "../../artefact/manifest.ts";
import type { Csr } from "../../data/csr.ts";
import type { FactorTable } from "../../data/factor-table.ts";
import type { ItemTable } from "../../data/items.ts";
import type { Vocabulary } from "../../data/vocabulary.ts";
import type { OptionValues } from "../../models/option-specs.ts";
import type { ModelState } from "../../models/state.ts";
import type { TrainWarning } from "../quality.ts";

/** A model whose item factors were made elsewhere. */
export interface ImportedModel {
  /** A served model of item factors. */
  readonly kind: string;
  /** Complete, as the manifest has them. */
  readonly options: OptionValues;
  readonly precision: "f32" | "int8";
  readonly factors: FactorTable;
  /** Where the matrix stands: in the tables of the format, or in the state of its model (that of ratings). */
  readonly matrix: "factors" | "itemFactors";
  /**
   * The Gram matrix that serving folds in with, f32[factorCount × factorCount], by YᵀY of the rows as they are packed, which is
   * f64, row-major, symmetric. undefined for models without one.
   */
  readonly gramOf?: ((products: Float64Array, itemCount: number) => Float32Array) | undefined;
  /** Arrays beside the matrix, a value an item at most: scale, itemBiases, rated. */
  readonly state?: ModelState | undefined;
}

/** What is packed beside the factors. Of the items their ids, columns and a few numbers each are held. */
export interface ImportedData {
  readonly items: ItemTable;
  /** f32[items], from 0. */
  readonly popularity: Float32Array;
  /** Columns of prose that are kept to be shown; addresses are kept anyway. */
  readonly keep?: readonly string[] | undefined;
  /** Known users with the values of their histories as given; the model weighs them. */
  readonly users?: { readonly userIds: Vocabulary; readonly histories: Csr } | undefined;
  /** As the manifest has it, `items` included. */
  readonly data: Manifest["data"];
  /** Name of the artefact. */
  readonly name: string;
  readonly seed: number;
  readonly origin: Manifest["origin"];
}

/** Users that an imported model is judged on: what it may know of each, and what each took beside that. */
export interface JudgingSample {
  /** sample × items, values as given. */
  readonly histories: Csr;
  /** sample × items, with the values that predicted ratings are compared with. No row is empty. */
  readonly test: Csr;
  /** f32[items]: what popular items are ranked by in the figures. It counts nothing that is held out. */
  readonly trainPopularity: Float32Array;
  /** The users of whom the sample was drawn; undefined where it is everybody who could be asked. */
  readonly sampledFrom: number | undefined;
  /** As the manifest has it: "hold-out per user:0.1". */
  readonly protocol: string;
}

/** An imported model as it was written, for what a command says of it. */
export interface ImportedArtefact {
  /** The folder. */
  readonly out: string;
  readonly name: string;
  readonly version: string;
  readonly kind: string;
  readonly options: OptionValues;
  readonly precision: "f32" | "int8";
  readonly factorCount: number;
  readonly itemCount: number;
  /** Packed users; 0 where none are. */
  readonly userCount: number;
  readonly evaluations: readonly Evaluation[];
  readonly warnings: readonly TrainWarning[];
  readonly fileCount: number;
  readonly byteLength: number;
}
