import type { Origin } from "../../artefact/manifest.ts";
import type { Csr } from "../../data/csr.ts";
import type { Vocabulary } from "../../data/vocabulary.ts";
import type { OptionValues } from "../../models/option-specs.ts";
import type { ImportedModel } from "../../packing/imported/types.ts";
import type { TrainingContext } from "../../training/context.ts";

/** A model that is ready to be packed, but for its precision. */
export interface FinishedImport {
  readonly model: Omit<ImportedModel, "precision">;
  /** What a user's own factors are divided by to be sent as a `vector`; absent where they are sent as they are. */
  readonly vectorScale?: number | undefined;
}

/** What is asked of an import. */
export interface ImportRequest {
  /** File or folder. */
  readonly path: string;
  /** What messages call it: the last part of the path. */
  readonly shown: string;
  /** Of `--set`. */
  readonly settings: OptionValues;
  /** Name of the matrix, or of the column of vectors. */
  readonly tensor?: string | undefined;
  /** Name of the biases, or of a file of them. */
  readonly bias?: string | undefined;
  readonly foldIn?: string | undefined;
  readonly normalise?: boolean | undefined;
  readonly idColumns: { readonly id?: string | undefined; readonly index?: string | undefined };
  /** File of the ids of rows of user factors. */
  readonly userIds?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of the command that only some kinds read; others refuse them. */
export type KindOption = "tensor" | "bias" | "foldIn" | "normalise" | "userIds";

/** Interactions over the items of the model. */
export interface ImportedInteractions {
  readonly userIds: Vocabulary;
  /** users × items, values as given. */
  readonly matrix: Csr;
  readonly feedback: "explicit" | "implicit";
}

/** A file or a folder that was opened, checked and understood, but for its numbers. */
export interface OpenedImport {
  /** The model that will serve it. */
  readonly model: string;
  readonly itemCount: number;
  /** What the file itself calls its rows, where it does. */
  readonly keys?: readonly string[] | undefined;
  /** Whether `keys` are numbers that a list may rename, or ids already. */
  readonly keysAreNumbers?: boolean | undefined;
  readonly origin: Origin;
  /** What was read of the file, and what was taken for granted; a sentence each, for who runs the command. */
  readonly notes: readonly string[];
  /** The model, with interactions where it can learn from them. Throws DataError, OptionsError. */
  finish(interactions: ImportedInteractions | undefined, context: TrainingContext): Promise<FinishedImport>;
  /** Removes what was unpacked on the way. */
  close(): Promise<void>;
}

/** A kind of model made elsewhere: one object in one file, one line in kinds.ts. */
export interface ImportKind {
  /** As the command line and manifests call it. */
  readonly name: string;
  /** What it reads, in a few words. */
  readonly reads: string;
  /** What its files do not say, and options have to. */
  readonly needs: string;
  readonly takes: readonly KindOption[];
  /** Settings that it reads. */
  readonly settings: readonly string[];
  /** Opens and checks without reading the factors. Throws DataError for what is read, OptionsError for what is missing. */
  open(request: ImportRequest): Promise<OpenedImport>;
}
