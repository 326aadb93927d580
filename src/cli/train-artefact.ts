import { type EncodedFile, encodeArtefact } from "../artefact/encode.ts";
import type { Evaluation, HeadManifest } from "../artefact/manifest.ts";
import { checkOneOf } from "../check.ts";
import type { Dataset } from "../data/dataset.ts";
import { toCsr } from "../data/interactions.ts";
import { emptyItemTable } from "../data/items.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import { checkJudgeUsers } from "../evaluation/judge-users.ts";
import { countInteractions } from "../models/item-counts.ts";
import type { OptionValue } from "../models/model.ts";
import type { Trainable } from "../models/train-model.ts";
import { packModel } from "../packing/pack-model.ts";
import type { TrainRequest } from "../packing/packer.ts";
import { type TrainWarning, trainWarnings } from "../packing/quality.ts";
import { RERANKER_NAMES } from "../rerankers/trainable.ts";
import { checkReRankable } from "../rerankers/wanted-reranker.ts";
import type { TrainingContext } from "../training/context.ts";
import { typedOptions } from "./candidates.ts";
import { notPacked } from "./model-names.ts";
import { MEASURED_MODELS, modelCandidate, TRAINERS } from "./models.ts";

/** Options that say how a model is packed. */
const OPTIONS_OF_ARTEFACTS: ReadonlySet<string> = new Set(["precision", "keep", "rankingKeep"]);

/** Names of the models that can be packed into an artefact, in the order in which all models are listed. */
export const MODEL_NAMES: readonly string[] = MEASURED_MODELS.filter((name) =>
  TRAINERS.some(({ model }) => model.name === name),
);

/** A trained model as the files of an artefact, with what was measured on the way. */
export interface TrainedArtefact {
  readonly files: readonly EncodedFile[];
  readonly evaluations: readonly Evaluation[];
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Final value of the printed objective; undefined for a model without one. */
  readonly objective: number | undefined;
  readonly head: HeadManifest | null;
  /** Whether the model consists of its users, so that no browser can serve it. */
  readonly madeOfUsers: boolean;
  readonly warnings: readonly TrainWarning[];
}

/** Trains what was asked for and packs it. Throws OptionsError, RangeError, DataError or TrainingError. */
export async function trainArtefact(
  dataset: Dataset,
  request: TrainRequest,
  control: TrainingContext,
): Promise<TrainedArtefact> {
  return packArtefact(trainerOf(request.model), dataset, request, control);
}

function trainerOf(name: string): Trainable {
  const trainer = TRAINERS.find(({ model }) => model.name === name);
  if (trainer) return trainer;
  throw notPacked(name);
}

/**
 * Refuses what is wrong in a request without any data: the model, the head, options of the model and of the members of a mix.
 * Returns whether the model predicts ratings where there are any. Options of what is packed, and those that name columns,
 * are checked when the data are there. Throws OptionsError, RangeError or TypeError.
 */
export function checkTrainRequest({ model, set, head }: Pick<TrainRequest, "model" | "set" | "head">): boolean {
  checkHead(trainerOf(model), head);
  const own = Object.fromEntries(Object.entries(set).filter(([name]) => !OPTIONS_OF_ARTEFACTS.has(name)));
  const control = { seed: 0, threads: 1 };
  return modelCandidate(model, own, emptyItemTable(createVocabulary([])), control).predicts === true;
}

/** Throws RangeError for a head of no kind, OptionsError `no-head` behind a model whose lists it cannot order. */
function checkHead({ model }: Trainable, head: string | undefined): void {
  if (head === undefined) return;
  if (checkOneOf("--head", head, [...RERANKER_NAMES, "none"]) !== "none") checkReRankable(model);
}

/** Trains by one trainer and packs. Throws as trainArtefact does. */
export async function packArtefact(
  trainer: Trainable,
  dataset: Dataset,
  request: TrainRequest,
  control: TrainingContext,
): Promise<TrainedArtefact> {
  checkHead(trainer, request.head);
  if (request.judgeUsers !== undefined) checkJudgeUsers(request.judgeUsers);
  const { name, note, fingerprint, interactions, items } = dataset;
  const { userIds, feedback } = interactions;
  const matrix = toCsr(interactions);
  const { users, judgeUsers, head: wanted } = request;
  const options = typedOptions(trainer.model, request.set);
  const packed = await packModel(trainer, dataset, matrix, { options, users, judgeUsers, head: wanted }, control);
  const { model, head, evaluations, objective, histories, madeOfUsers } = packed;
  const content = {
    items,
    popularity: countInteractions(matrix),
    ...packed.content,
    users: users ? { userIds, histories } : undefined,
  };
  const files = await encodeArtefact(content, {
    name: request.name ?? name,
    model,
    head,
    seed: control.seed,
    data: {
      name,
      fingerprint,
      users: userIds.size,
      items: interactions.itemIds.size,
      interactions: interactions.users.length,
      feedback,
      note,
    },
    evaluations,
  });
  const warnings = trainWarnings(packed, packed.served, matrix);
  return { files, evaluations, options: model.options, objective, head, madeOfUsers, warnings };
}
