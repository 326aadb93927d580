import { modelOf } from "../src/cli/check-options.ts";
import { modelCandidate as candidateByText } from "../src/cli/models.ts";
import { type Settings, typedOptions } from "../src/cli/typed-options.ts";
import type { Dataset } from "../src/data/dataset.ts";
import type { ItemTable } from "../src/data/items.ts";
import type { UserTable } from "../src/data/users.ts";
import type { Candidate } from "../src/evaluation/candidate.ts";
import type { Trainable } from "../src/models/train-model.ts";
import {
  packArtefact as packWith,
  type TrainedArtefact,
  type TrainRequest,
  trainArtefact as trainWith,
} from "../src/packing/train-artefact.ts";
import type { TrainingContext } from "../src/training/context.ts";

/** A request with options in the words of the command line. */
export interface TextRequest extends Omit<TrainRequest, "options"> {
  readonly set: Settings;
}

/** `trainArtefact` with options as text. */
export function trainArtefact(
  dataset: Dataset,
  { set, ...request }: TextRequest,
  context: TrainingContext,
): Promise<TrainedArtefact> {
  return trainWith(dataset, { ...request, options: typedOptions(modelOf(request.model), set) }, context);
}

/** `packArtefact` with options as text. */
export function packArtefact(
  trainer: Trainable,
  dataset: Dataset,
  { set, ...request }: TextRequest,
  context: TrainingContext,
): Promise<TrainedArtefact> {
  return packWith(trainer, dataset, { ...request, options: typedOptions(trainer.model, set) }, context);
}

/** A candidate of a model with options as text. */
export function modelCandidate(
  name: string,
  set: Settings,
  items: ItemTable,
  context: TrainingContext,
  users?: UserTable,
): Candidate {
  return candidateByText(name, set, { items, users }, context);
}
