import { type Interactions, toCsr } from "../data/interactions.ts";
import type { ItemTable } from "../data/items.ts";
import type { UserTable } from "../data/users.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import type { Model } from "../models/define-model.ts";
import type { OptionValue, OptionValues } from "../models/option-specs.ts";
import type { Trainable, TrainingData } from "../models/train-model.ts";
import { fitModel } from "../models/train-restored.ts";
import type { RetrievalPlan } from "../rerankers/retrieval-plan.ts";
import { type FittedTrainer, trainerPlan } from "../rerankers/trainer-plan.ts";
import type { TrainingContext } from "../training/context.ts";
import { noteEarlierName } from "./earlier-names.ts";

/** Options as they come from a command line. */
export type Settings = Readonly<Record<string, string>>;

/** Makes the candidate of one model; options that are wrong are refused here, before anything is fitted. */
export type MakeCandidate = (
  model: string,
  set: Settings,
  items: ItemTable,
  control: TrainingContext,
  users?: UserTable,
) => Candidate;

/** The candidate of a model that has a trainer. */
export function trainerCandidate(trainer: Trainable): MakeCandidate {
  const { model } = trainer;
  return (name, set, items, control, users) => {
    const options = model.readOptions(typedOptions(model, set));
    if (items.titles.length > 0) trainer.checkColumns?.(options, { items, users });
    return candidateOf(trainer, name, options, { items, users }, control);
  };
}

/** The same with options that the model has read. */
export function candidateOf(
  trainer: Trainable,
  name: string,
  options: OptionValues,
  known: Pick<TrainingData, "items" | "users">,
  control: TrainingContext,
): Candidate {
  return {
    model: name,
    options,
    predicts: trainer.model.predictsWith(options),
    fit: (train) => fitModel(trainer, trainingData(train, known), options, control),
  };
}

/** How re-rankers fit a model that has a trainer, with options that it has read: what follows from the data is settled once. */
export function trainerPlans(
  trainer: Trainable,
  given: OptionValues,
  known: Pick<TrainingData, "items" | "users">,
  control: TrainingContext,
): (train: Interactions) => RetrievalPlan<FittedTrainer> {
  const dataOf = (part: Interactions): TrainingData => trainingData(part, known);
  return (train) => {
    const options = trainer.settle?.(given, dataOf(train)) ?? given;
    return trainerPlan(trainer, { options, dataOf }, control);
  };
}

function trainingData(
  interactions: Interactions,
  { items, users }: Pick<TrainingData, "items" | "users">,
): TrainingData {
  return { interactions, matrix: toCsr(interactions), items, users };
}

/** Options as they come from a command line, read by the kinds of the specs; what has none is left to the model to refuse. */
export function typedOptions(model: Pick<Model, "specOf">, set: Settings): OptionValues {
  return Object.fromEntries(
    Object.entries(set).map(([name, value]) => {
      const [own, spec] = model.specOf(name) ?? [];
      if (own !== undefined && own !== name) noteEarlierName(name, own);
      return [name, spec?.kind === "text" || spec?.kind === "choice" ? value : parseOptionText(value)];
    }),
  );
}

/** A number, true, false, or the text itself. */
function parseOptionText(text: string): OptionValue {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isNaN(number)) return number;
  return text === "true" || (text !== "false" && text);
}
