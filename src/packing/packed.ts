import type { Evaluation, HeadManifest, Manifest } from "../artefact/manifest.ts";
import type { ArtefactContent } from "../artefact/pack.ts";
import type { Csr } from "../data/csr.ts";
import type { EpochLosses } from "../evaluation/losses.ts";
import type { RankingModel } from "../models/model.ts";

/** A trained model: what the artefact says of it, and what it keeps of it. */
export interface Packed {
  readonly model: Manifest["model"];
  readonly head: HeadManifest | null;
  readonly evaluations: readonly Evaluation[];
  /** Final value of the printed objective; undefined for a model without one. */
  readonly objective: number | undefined;
  /** By epoch, of the fit to everything; undefined for a model without epochs, and for a mix. */
  readonly losses: readonly EpochLosses[] | undefined;
  /** false for a model with one ranking for all users, whose answers say so. */
  readonly isPersonal?: false;
  readonly content: Pick<ArtefactContent, "factors" | "gram" | "weights" | "state" | "head">;
  /** Whether the model consists of its users: what of it is private keeps a browser from serving it. */
  readonly madeOfUsers: boolean;
  /** The model as it comes back from what is packed. */
  readonly served: RankingModel;
  /** The histories of the users, with the weights that serving takes: the matrix that was given, or one of its shape. */
  readonly histories: Csr;
  /** Set where they have the values of the interactions instead. */
  readonly historyValues?: "given" | undefined;
}
