import type { OptionValue } from "../models/model.ts";

/** The version of the format that this code writes; see docs/artefact.md. */
export const FORMAT_VERSION = 1;

/** One metric value with what it was measured on: `{name: "ndcg@10", value: .31}`. */
export type Metrics = Readonly<Record<string, number>>;

/** `manifest.json`: everything about an artefact but its tensors. Keys in this order, no dates: same input, same bytes. */
export interface Manifest {
  readonly format: "nearedge-artefact";
  readonly formatVersion: number;
  /** Human name, from the data set by default. */
  readonly name: string;
  /**
   * First 16 hexadecimal digits of the sha-256 over this file with zeros in the place of the version: the version that
   * answers carry. It covers the shards through their checksums, and options that change answers as well.
   */
  readonly version: string;
  readonly model: {
    readonly kind: string;
    readonly options: Readonly<Record<string, OptionValue>>;
    /** f32 or int8: how item factors are stored. */
    readonly precision: "f32" | "int8";
    /** Dimension of the factors; 0 for a model without factors. */
    readonly factorCount: number;
  };
  /** The re-ranking head, or null where none is packed. */
  readonly head: HeadManifest | null;
  readonly seed: number;
  readonly data: {
    readonly name: string;
    /** sha-256 of the interactions in dense form, hexadecimal. */
    readonly fingerprint: string;
    readonly users: number;
    readonly items: number;
    readonly interactions: number;
    readonly feedback: "explicit" | "implicit";
    /** Said wherever results appear: "simulated audience"; empty where there is nothing to say. */
    readonly note: string;
  };
  /** Quality measured when the artefact was made; empty where it was not measured. */
  readonly evaluations: readonly Evaluation[];
  /** Attribute columns of the items, in the order of their tensors. */
  readonly columns: { readonly categories: readonly string[]; readonly numbers: readonly string[] };
  /** Shards, in order. */
  readonly files: readonly { readonly name: string; readonly byteLength: number; readonly sha256: string }[];
}

/** What was measured, on what, and how: never a figure without its protocol. */
export interface Evaluation {
  /** "retrieval", "retrieval+head", "retrieval, cut", "popularity". */
  readonly subject: string;
  /** In the words of the command line: "leave-last-out", "random:0.2". */
  readonly protocol: string;
  /** "validation" or "test". */
  readonly part: "validation" | "test";
  readonly users: number;
  readonly metrics: Metrics;
}

/** How the head was made and chosen. */
export interface HeadManifest {
  readonly kind: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  /** How many of the best retrieved items the head orders anew. */
  readonly candidateCount: number;
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
}
