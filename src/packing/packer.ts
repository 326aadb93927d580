import type { Evaluation, HeadManifest, Manifest } from "../artefact/manifest.ts";
import type { ArtefactContent } from "../artefact/pack.ts";
import type { Csr } from "../data/csr.ts";
import type { JudgeUsers } from "../evaluation/judge-users.ts";
import type { RankingModel } from "../models/model.ts";

export interface TrainRequest {
  readonly model: string;
  /** `key=value` options as text; `precision` and `keep` belong to the artefact, the rest to the model. */
  readonly set: Readonly<Record<string, string>>;
  /** A kind of re-ranker or `none`; undefined tries one where the trainer says so and there is enough history to judge it. */
  readonly head: string | undefined;
  readonly name: string | undefined;
  /** Whether users and their histories are packed, so that `userId` works in requests. */
  readonly users: boolean;
  /** How many users the model is judged on before it is packed; DEFAULT_JUDGE_USERS unless it is given. */
  readonly judgeUsers?: JudgeUsers | undefined;
}

/** A trained model: what the artefact says of it, and what it keeps of it. */
export interface Packed {
  readonly model: Manifest["model"];
  readonly head: HeadManifest | null;
  readonly evaluations: readonly Evaluation[];
  /** Final value of the printed objective; undefined for a model without one. */
  readonly objective: number | undefined;
  /** false for a model with one ranking for all users, whose answers say so. */
  readonly isPersonal?: false;
  readonly content: Pick<ArtefactContent, "factors" | "gram" | "weights" | "state" | "head">;
  /** Whether the model consists of its users: what of it is private keeps a browser from serving it. */
  readonly madeOfUsers: boolean;
  /** The model as it comes back from what is packed. */
  readonly served: RankingModel;
  /** The histories of the users, with the weights that serving takes: the matrix that was given, or one of its shape. */
  readonly histories: Csr;
}
