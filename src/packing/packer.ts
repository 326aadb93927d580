import type { Evaluation, HeadManifest, Manifest } from "../artefact/manifest.ts";
import type { ArtefactContent } from "../artefact/pack.ts";
import { checkOneOf } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import type { Dataset } from "../data/dataset.ts";
import type { JudgeUsers } from "../evaluation/judge-users.ts";
import type { RankingModel } from "../models/model.ts";
import type { TrainingContext } from "../training/context.ts";

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
  /** Set where the model consists of its users: what of it is private keeps a browser from serving it. */
  readonly madeOfUsers?: boolean;
  /** The model as it comes back from what is packed, where the packer has it. */
  readonly served?: RankingModel | undefined;
  /** The histories of the users, with the weights that serving takes: the matrix that was given, or one of its shape. */
  readonly histories: Csr;
}

/**
 * Trains one model on `matrix` (users × items), the interactions of the data set, and makes it ready for an artefact.
 * Options that are wrong are refused before anything is fitted. Throws OptionsError, RangeError, DataError or TrainingError.
 */
export type Packer = (
  dataset: Dataset,
  matrix: Csr,
  request: TrainRequest,
  control: TrainingContext & {
    /** false where nothing is measured: the fits of cross-fitting. */
    readonly judging?: boolean;
  },
) => Promise<Packed>;

/** What a model without factors, weights and head keeps: nothing. */
export const NOTHING = {
  factors: undefined,
  gram: undefined,
  weights: undefined,
  state: undefined,
  head: undefined,
} as const;

/** Takes `precision`, which belongs to the artefact, from the options of a model with factors. Throws RangeError. */
export function readPrecision({ precision = "f32", ...set }: Readonly<Record<string, string>>): {
  readonly precision: "f32" | "int8";
  readonly set: Readonly<Record<string, string>>;
} {
  return { precision: checkOneOf("precision", precision, ["f32", "int8"] as const), set };
}
