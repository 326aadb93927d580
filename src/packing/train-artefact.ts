import { type EncodedFile, encodeArtefact } from "../artefact/encode.ts";
import type { Evaluation, HeadManifest } from "../artefact/manifest.ts";
import { checkInteger } from "../check.ts";
import type { Dataset } from "../data/dataset.ts";
import { toOrderedCsr } from "../data/sequences.ts";
import { checkJudgeUsers, type JudgeUsers } from "../evaluation/judge-users.ts";
import type { EpochLosses } from "../evaluation/losses.ts";
import { idleOptions } from "../models/idle-options.ts";
import { countInteractions } from "../models/item-counts.ts";
import { notPacked } from "../models/model-names.ts";
import type { OptionValues } from "../models/option-specs.ts";
import type { Trainable } from "../models/train-model.ts";
import { checkHeadRequest } from "../rerankers/check-head.ts";
import { TRAINERS } from "../rerankers/model-candidate.ts";
import type { TrainingContext } from "../training/context.ts";
import { countTogether, LEAST_COMMON_USERS } from "./bought-together.ts";
import { firstSeenOf } from "./first-seen.ts";
import { keptTexts } from "./kept-texts.ts";
import { packModel } from "./pack-model.ts";
import { type TrainWarning, trainWarnings } from "./quality.ts";
import { MAXIMUM_TOGETHER } from "./together-limits.ts";

export interface TrainRequest {
  readonly model: string;
  /** Options of the model, and of what is packed: `precision`, `keep`. */
  readonly options: OptionValues;
  /** A kind of re-ranker or `none`; undefined tries one where the definition says so and there is enough history to judge it. */
  readonly head?: string | undefined;
  /** Models that find candidates for the head, at most three with the model itself; undefined for the usual one beside it. */
  readonly retrievers?: readonly string[] | undefined;
  /** Whether the head reads the times of items; false by default. */
  readonly itemTimes?: boolean | undefined;
  readonly name: string | undefined;
  /** Whether users and their histories are packed, so that `userId` works in requests. */
  readonly users: boolean;
  /** How many users the model is judged on before it is packed; DEFAULT_JUDGE_USERS unless it is given. */
  readonly judgeUsers?: JudgeUsers | undefined;
  /** How many items are kept beside each by lift, from 1 to MAXIMUM_TOGETHER; none without it. */
  readonly boughtTogether?: number | undefined;
  /** Whether it is kept when each item was first interacted with; false by default. */
  readonly firstSeen?: boolean | undefined;
  /** Columns of prose that are kept to be shown; all other columns of the catalogue, addresses too, are kept anyway. */
  readonly keep?: readonly string[] | undefined;
}

/** A trained model as the files of an artefact, with what was measured on the way. */
export interface TrainedArtefact {
  readonly files: readonly EncodedFile[];
  /** Pairs of items that were kept by lift; undefined where none were counted. */
  readonly pairs?: number | undefined;
  readonly evaluations: readonly Evaluation[];
  readonly options: OptionValues;
  /** Final value of the printed objective; undefined for a model without one. */
  readonly objective: number | undefined;
  /** By epoch, where the context hears of epochs; undefined for a model without them, and for a mix. */
  readonly losses: readonly EpochLosses[] | undefined;
  readonly head: HeadManifest | null;
  /** Whether the model consists of its users, so that no browser can serve it. */
  readonly madeOfUsers: boolean;
  readonly warnings: readonly TrainWarning[];
}

/** Trains what was asked for and packs it. Throws OptionsError, RangeError, DataError or TrainingError. */
export async function trainArtefact(
  dataset: Dataset,
  request: TrainRequest,
  context: TrainingContext,
): Promise<TrainedArtefact> {
  const trainer = TRAINERS.find(({ model }) => model.name === request.model);
  if (!trainer) throw notPacked(request.model);
  return packArtefact(trainer, dataset, request, context);
}

/** Trains by one trainer and packs. Throws as trainArtefact does. */
export async function packArtefact(
  trainer: Trainable,
  dataset: Dataset,
  request: TrainRequest,
  context: TrainingContext,
): Promise<TrainedArtefact> {
  const { options, users, judgeUsers, head: wanted, retrievers, itemTimes } = request;
  if (wanted !== undefined || retrievers !== undefined) checkHeadRequest(trainer.model, { head: wanted, retrievers });
  if (judgeUsers !== undefined) checkJudgeUsers(judgeUsers);
  const { boughtTogether: atMost } = request;
  if (atMost !== undefined) checkInteger("boughtTogether", atMost, 1, MAXIMUM_TOGETHER);
  const firstSeen = request.firstSeen ? firstSeenOf(dataset.interactions) : undefined;
  const { name, note, fingerprint, interactions, items } = dataset;
  const { userIds, feedback } = interactions;
  const texts = keptTexts(items, request.keep ?? []);
  const matrix = toOrderedCsr(interactions);
  const packed = await packModel(
    trainer,
    dataset,
    matrix,
    { options, users, judgeUsers, head: wanted, retrievers, itemTimes },
    context,
  );
  const { model, head, evaluations, objective, losses, histories, madeOfUsers, historyValues } = packed;
  const leastUsers = LEAST_COMMON_USERS;
  const together = atMost && (await countTogether(matrix, atMost, leastUsers, context));
  const content = {
    items,
    popularity: countInteractions(matrix),
    ...packed.content,
    ...(texts.size > 0 ? { texts } : {}),
    ...(together ? { together } : {}),
    ...(firstSeen ? { firstSeen } : {}),
    users: users ? { userIds, histories } : undefined,
  };
  const files = await encodeArtefact(content, {
    name: request.name ?? name,
    model,
    head,
    seed: context.seed,
    data: {
      name,
      fingerprint,
      users: userIds.size,
      items: interactions.itemIds.size,
      interactions: interactions.users.length,
      feedback,
      note,
      ...(users && historyValues ? { historyValues } : {}),
      ...(atMost ? { boughtTogether: { atMost, leastUsers } } : {}),
      ...(firstSeen ? { firstSeen: "interactions" as const } : {}),
    },
    evaluations,
  });
  const idle = idleOptions(trainer.model, options, feedback === "explicit");
  const warnings: TrainWarning[] = [
    ...Array.from(idle.values(), (message) => ({ code: "idle-option" as const, message })),
    ...trainWarnings(packed, packed.served, matrix),
  ];
  const pairs = together ? together.indices.length : undefined;
  return { files, pairs, evaluations, options: model.options, objective, losses, head, madeOfUsers, warnings };
}
