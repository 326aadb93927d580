import type { Csr } from "../data/csr.ts";
import { type Interactions, toCsr } from "../data/interactions.ts";
import type { ItemTable } from "../data/items.ts";
import type { UserTable } from "../data/users.ts";
import { OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import type { Predicts } from "../evaluation/predicts.ts";
import type { Recommends } from "../evaluation/recommends.ts";
import { type OptionSpecs, type OptionValue, type OptionValues, specOf } from "../models/option-specs.ts";
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

/** A candidate that learns from ratings: fitting it to implicit feedback throws OptionsError `needs-ratings`. */
export function ratingModel(
  model: string,
  options: Candidate["options"],
  create: (ratings: Csr) => (Recommends & Predicts) | Promise<Recommends & Predicts>,
): Candidate {
  return {
    model,
    options,
    predicts: true,
    fit: (train) => {
      if (train.feedback === "explicit") return create(toCsr(train));
      throw needsRatings(model);
    },
  };
}

/** The candidate of a model that has a trainer. */
export function trainerCandidate(trainer: Trainable): MakeCandidate {
  const { model } = trainer;
  return (name, set, items, control, users) => {
    const options = model.readOptions(typedOptions(model.options, set));
    if (items.titles.length > 0) trainer.checkColumns?.(options, { items, users });
    return {
      model: name,
      options,
      predicts: model.predicts,
      fit: (train) => fitModel(trainer, trainingData(trainer, train, { items, users }), options, control),
    };
  };
}

/** How re-rankers fit a model that has a trainer, with options that it has read: what follows from the data is settled once. */
export function trainerPlans(
  trainer: Trainable,
  given: OptionValues,
  known: Pick<TrainingData, "items" | "users">,
  control: TrainingContext,
): (train: Interactions) => RetrievalPlan<FittedTrainer> {
  const dataOf = (part: Interactions): TrainingData => trainingData(trainer, part, known);
  return (train) => {
    const options = trainer.settle?.(given, dataOf(train)) ?? given;
    return trainerPlan(trainer, { options, dataOf }, control);
  };
}

/** Throws OptionsError `needs-ratings` where a model of ratings is given other interactions. */
function trainingData(
  { model: { name, learnsFrom } }: Trainable,
  interactions: Interactions,
  { items, users }: Pick<TrainingData, "items" | "users">,
): TrainingData {
  if (learnsFrom === "ratings" && interactions.feedback !== "explicit") throw needsRatings(name);
  return { interactions, matrix: toCsr(interactions), items, users };
}

/** Options as they come from a command line, read by the kinds of the specs; what has none is left to the model to refuse. */
export function typedOptions(specs: OptionSpecs, set: Settings): OptionValues {
  return Object.fromEntries(
    Object.entries(set).map(([name, value]) => {
      const [own, spec] = specOf(specs, name) ?? [];
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

function needsRatings(model: string): OptionsError {
  return new OptionsError(
    "needs-ratings",
    `${model}: expected ratings to learn from, but the feedback is implicit; ` +
      "name the column of ratings with --columns rating=NAME, or choose a model such as implicit-als",
  );
}
