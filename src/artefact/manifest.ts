import type { OptionValue } from "../models/model.ts";

/**
 * The newest version of the format; see docs/artefact.md. An artefact is written as the lowest version that it fits, so that
 * earlier releases read it.
 */
export const FORMAT_VERSION = 6;
/** The version that brought private files. */
export const PRIVATE_FILES_VERSION = 2;
/** The version that brought figures on a sample of users. */
export const SAMPLED_FIGURES_VERSION = 3;
/** The version that brought heads that name their features and their retrievers. */
export const HEAD_FEATURES_VERSION = 4;
/** The version that brought the order of histories. */
export const HISTORY_ORDER_VERSION = 4;

/** The version that brought what training counts of items, those bought together and when each was first seen, and prose of them. */
export const ITEM_COUNTS_VERSION = 5;
/** The version that brought models made elsewhere. */
export const ORIGIN_VERSION = 6;

/** A file of an artefact that the manifest names. */
export interface ShardFile {
  readonly name: string;
  readonly byteLength: number;
  readonly sha256: string;
}

/** One metric value with what it was measured on: `{name: "ndcg@10", value: .31}`. */
export type Metrics = Readonly<Record<string, number>>;

/**
 * `manifest.json`: everything about an artefact but its tensors. Keys in this order, no dates: same input, same bytes.
 */
export interface Manifest {
  readonly format: "nearedge-artefact";
  readonly formatVersion: number;
  /** Human name, from the data set by default. */
  readonly name: string;
  /**
   * First 16 hexadecimal digits of the sha-256 over this file with the version replaced by zeros: the version that
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
  /** Where the model was made, if it was not trained here; absent where it was. */
  readonly origin?: Origin | undefined;
  readonly data: {
    readonly name: string;
    /** sha-256 of the interactions in dense form, hexadecimal; another one where `fingerprintKind` says so. */
    readonly fingerprint: string;
    /** What the fingerprint is taken of, where it is not the table: fingerprints of two kinds are never compared. */
    readonly fingerprintKind?: FingerprintKind | undefined;
    readonly users: number;
    readonly items: number;
    readonly interactions: number;
    readonly feedback: "explicit" | "implicit";
    /** Printed with all results: "simulated audience"; empty where there is no note. */
    readonly note: string;
    /** How the items of a stored history stand; ascending, without order in time, where it is absent. */
    readonly historyOrder?: "oldest-first" | undefined;
    /** What stands beside the items of a stored history: values as given; what they weigh in the model where it is absent. */
    readonly historyValues?: "given" | undefined;
    /** How pairs of items were counted; absent where they were not. */
    readonly boughtTogether?: BoughtTogether | undefined;
    /** By what the age of items is known; absent where it was not kept. */
    readonly firstSeen?: "interactions" | undefined;
  };
  /** Quality measured when the artefact was made; empty where it was not measured. */
  readonly evaluations: readonly Evaluation[];
  /** Attribute columns of the items, in the order of their tensors. */
  readonly columns: {
    readonly categories: readonly string[];
    readonly numbers: readonly string[];
    /** Columns of prose that are kept to be shown; absent where there are none. */
    readonly texts?: readonly string[] | undefined;
  };
  /** Public shards, in order. */
  readonly files: readonly ShardFile[];
  /**
   * Shards of user data, in order: the worker and Node read them, and no browser may fetch them. Absent where there
   * are none, and in version 1, which keeps users among the other files; there in version 2.
   */
  readonly privateFiles?: readonly ShardFile[] | undefined;
}

/**
 * Of what a fingerprint is taken: `row-sum`, the interactions, by a sum over their rows in any order; `item-factors`, the imported
 * factors and ids, where there were no interactions (src/data/fingerprint.ts).
 */
export type FingerprintKind = "row-sum" | "item-factors";

/** Where an imported model was made. */
export interface Origin {
  /** What made it, as `nearedge import` calls it; `spark-job` is the job of `--engine spark`. */
  readonly kind: string;
  /** Version of what made it, where that is known. */
  readonly version?: string | undefined;
  /** Set where its factors were fitted without negative values. */
  readonly nonNegative?: true | undefined;
}

/** How pairs of items were counted. */
export interface BoughtTogether {
  /** Items beside one item, at most. */
  readonly atMost: number;
  /** Users that must have both. */
  readonly leastUsers: number;
}

/** A metric with its data and its protocol. */
export interface Evaluation {
  /** "retrieval", "retrieval+head", "retrieval, cut", "popularity". */
  readonly subject: string;
  /** As written on the command line: "leave-last-out", "random:0.2". */
  readonly protocol: string;
  /** "validation" or "test". */
  readonly part: "validation" | "test";
  /** Users in the means. */
  readonly users: number;
  readonly metrics: Metrics;
  /** How many users could have been asked, where `users` of them were drawn; absent where everybody was. */
  readonly sampledFrom?: number | undefined;
  /** There with `sampledFrom`: by metric, how far chance in the choice of users moves it. Of coverage there is none. */
  readonly standardErrors?: Metrics | undefined;
}

/** How the head was made and chosen. */
export interface HeadManifest {
  readonly kind: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Number of the best retrieved items that the head re-ranks. */
  readonly candidateCount: number;
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  /** Heads of format versions before 4: how many factors of users and items they read. */
  readonly factorCount?: number | undefined;
  /** Names of what it reads of a candidate, in the order of its weights (src/rerankers/features.ts). From version 4. */
  readonly features?: readonly string[] | undefined;
  /** Models beside the artefact's own that find candidates, in their order; their tensors are behind `model.retrievers.N.`. */
  readonly retrievers?: readonly RetrieverManifest[] | undefined;
  /** What its labels were: `next`, what came next in each history; `missing`, hidden parts of histories at random. */
  readonly question?: "next" | "missing" | undefined;
  /** Lists that chose the kind and when to stop; the judging part is another (`evaluations`). */
  readonly validation?: HeadValidation | undefined;
  /** sha-256 over the tensors of its retrievers, hexadecimal: a head knows no others. */
  readonly fittedTo?: string | undefined;
}

/** A model that finds candidates for a head. */
export interface RetrieverManifest {
  readonly kind: string;
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** Figures on the lists that a head was chosen by. */
export interface HeadValidation {
  readonly lists: number;
  readonly retrieval: Metrics;
  readonly head: Metrics;
}
