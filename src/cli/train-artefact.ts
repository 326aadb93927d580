import { type EncodedFile, encodeArtefact } from "../artefact/encode.ts";
import type { Evaluation, HeadManifest } from "../artefact/manifest.ts";
import { checkOneOf } from "../check.ts";
import type { Dataset } from "../data/dataset.ts";
import { toCsr } from "../data/interactions.ts";
import { emptyItemTable } from "../data/items.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import { checkJudgeUsers } from "../evaluation/judge-users.ts";
import { kernelModule } from "../kernels/module.node.ts";
import { HYBRID } from "../models/hybrid.ts";
import { countInteractions } from "../models/item-counts.ts";
import type { OptionValue } from "../models/model.ts";
import type { Trainable } from "../models/train-model.ts";
import { TRAINABLE, trainableModel } from "../models/trainable.ts";
import { packModel } from "../packing/pack-model.ts";
import type { Packer, TrainRequest } from "../packing/packer.ts";
import { type TrainWarning, trainWarnings } from "../packing/quality.ts";
import { RERANKER_NAMES } from "../rerankers/trainable.ts";
import { checkReRankable } from "../rerankers/wanted-reranker.ts";
import type { TrainingContext } from "../training/context.ts";
import { typedOptions } from "./candidates.ts";
import { notPacked } from "./model-names.ts";
import { MEASURED_MODELS, modelCandidate } from "./models.ts";
import { hybridPacker } from "./packing/hybrid.ts";
import { itemWeightsPacker } from "./packing/item-weights.ts";
import { headedPacker } from "./packing/packer-plan.ts";
import { servedRanking } from "./packing/served-ranking.ts";

/** Options that say how a model is packed. */
const OPTIONS_OF_ARTEFACTS: ReadonlySet<string> = new Set(["precision", "keep", "rankingKeep"]);

/** Models that can be packed into an artefact. */
const PACKERS: ReadonlyMap<string, Packer> = new Map<string, Packer>([
  ...TRAINABLE.map((trainer) => [trainer.model.name, trainerPacker(trainer)] as const),
  ["tf-idf", headedPacker(itemWeightsPacker(modelCandidate))],
  [HYBRID, headedPacker(hybridPacker(modelCandidate, (name) => name !== HYBRID && PACKERS.has(name)))],
]);

/** The packer of a model that has a trainer. */
function trainerPacker(trainer: Trainable): Packer {
  return (dataset, matrix, request, control) => {
    const options = typedOptions(trainer.model.options, request.set);
    const { users, judgeUsers, head } = request;
    return packModel(trainer, dataset, matrix, { options, users, judgeUsers, head }, control);
  };
}

/** Names of the models that can be packed into an artefact, in the order in which all models are listed. */
export const MODEL_NAMES: readonly string[] = MEASURED_MODELS.filter((name) => PACKERS.has(name));

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
  return packArtefact(packerOf(request.model), dataset, request, control);
}

function packerOf(model: string): Packer {
  const pack = PACKERS.get(model);
  if (pack) return pack;
  throw notPacked(model);
}

/**
 * Refuses what is wrong in a request without any data: the model, the head, options of the model and of the members of a mix.
 * Returns whether the model predicts ratings where there are any. Options of what is packed, and those that name columns,
 * are checked when the data are there. Throws OptionsError, RangeError or TypeError.
 */
export function checkTrainRequest({ model, set, head }: Pick<TrainRequest, "model" | "set" | "head">): boolean {
  packerOf(model);
  checkHead(model, head);
  const own = Object.fromEntries(Object.entries(set).filter(([name]) => !OPTIONS_OF_ARTEFACTS.has(name)));
  const control = { seed: 0, threads: 1 };
  return modelCandidate(model, own, emptyItemTable(createVocabulary([])), control).predicts === true;
}

/** Throws RangeError for a head of no kind, OptionsError `no-head` behind a model whose lists it cannot order. */
function checkHead(model: string, head: string | undefined): void {
  if (head === undefined) return;
  const isNone = checkOneOf("--head", head, [...RERANKER_NAMES, "none"]) === "none";
  const trainer = trainableModel(model);
  if (trainer && !isNone) checkReRankable(trainer.model);
}

/** Trains and packs by one packer, whether it is listed above or not. Throws as trainArtefact does. */
export async function packArtefact(
  pack: Packer,
  dataset: Dataset,
  request: TrainRequest,
  control: TrainingContext,
): Promise<TrainedArtefact> {
  checkHead(request.model, request.head);
  if (request.judgeUsers !== undefined) checkJudgeUsers(request.judgeUsers);
  const { name, note, fingerprint, interactions, items } = dataset;
  const { userIds, feedback } = interactions;
  const matrix = toCsr(interactions);
  const packed = await pack(dataset, matrix, request, control);
  const { model, head, evaluations, objective, histories } = packed;
  const content = {
    items,
    popularity: countInteractions(matrix),
    ...packed.content,
    users: request.users ? { userIds, histories } : undefined,
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
  const { madeOfUsers = [...(packed.content.state?.values() ?? [])].some(({ personal }) => personal) } = packed;
  const served =
    packed.served ??
    servedRanking(
      { kind: model.kind, options: model.options, factorCount: model.factorCount, content: packed.content },
      { items, train: interactions },
      await kernelModule(),
    );
  const warnings = trainWarnings(packed, served, matrix);
  return { files, evaluations, options: model.options, objective, head, madeOfUsers, warnings };
}
