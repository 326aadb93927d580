import type { Interactions } from "../data/interactions.ts";
import { toOrderedCsr } from "../data/sequences.ts";
import { OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import type { Fitted } from "../evaluation/evaluate-fitted.ts";
import { heardBy } from "../evaluation/losses.ts";
import { MEASURED_NAMES, unknownModel } from "../models/model-names.ts";
import type { OptionValues } from "../models/option-specs.ts";
import { checkReRankable } from "../models/re-rankable.ts";
import type { FittedMember, Member, Trainable, TrainingData } from "../models/train-model.ts";
import { fitModel } from "../models/train-restored.ts";
import { memberModel, TRAINABLE, trainableModel } from "../models/trainable.ts";
import { baseName, WITH_HEAD } from "../models/with-head.ts";
import type { TrainingContext } from "../training/context.ts";
import type { Question } from "./question.ts";
import { rerankedCandidate } from "./reranked-candidate.ts";
import type { RetrievalPlans } from "./retrieval-plan.ts";
import { retrieversBeside } from "./retriever-names.ts";
import { ANY_KIND } from "./trainable.ts";
import { type FittedTrainer, trainerPlan } from "./trainer-plan.ts";
import { type HeadRequest, wantedReranker } from "./wanted-reranker.ts";

/** What is known of items and users beside the interactions. */
type Known = Pick<TrainingData, "items" | "users">;

/** Every trainer; what a mix is made of may have a re-ranker behind it. */
export const TRAINERS: readonly Trainable[] = TRAINABLE.map(
  (trainer) => trainer.withMembers?.({ find: findMember, names: () => MEASURED_NAMES }) ?? trainer,
);

/**
 * A model by its name such as `slim`, or `slim+head` with a re-ranker behind it, ready to be fitted and measured. Throws
 * OptionsError `unknown-model`, `no-head`, and what the model refuses its options with; options that name columns are checked
 * where there are items.
 */
export function modelCandidate(
  name: string,
  given: Readonly<Record<string, unknown>>,
  known: Known,
  context: TrainingContext,
  head: HeadRequest = {},
): Candidate {
  const trainer = TRAINERS.find(({ model }) => model.name === baseName(name));
  if (!trainer) throw unknownModel(name);
  const { model } = trainer;
  const options = model.readOptions(given);
  if (known.items.titles.length > 0) trainer.checkColumns?.(options, known);
  const base = candidateOf(trainer, options, known, context);
  if (!name.endsWith(WITH_HEAD)) return base;
  checkReRankable(model);
  const wanted = wantedReranker(model, { ...head, head: head.head ?? ANY_KIND });
  if (!wanted) throw new OptionsError("no-head", `${name}: expected a kind of head, got none; leave +head out`);
  return rerankedCandidate(base, plansOf(trainer, options, known, head, context), known.items, wanted, context);
}

/** A trainer with options that its model has read. */
function candidateOf(trainer: Trainable, options: OptionValues, known: Known, context: TrainingContext): Candidate {
  return {
    model: trainer.model.name,
    options,
    predicts: trainer.model.predictsWith(options),
    fit: (train, onEpoch) => fitModel(trainer, trainingData(train, known), options, heardBy(context, onEpoch)),
  };
}

/** How re-rankers fit a trainer and those beside it, again and again: what follows from the data is settled once. */
function plansOf(
  trainer: Trainable,
  given: OptionValues,
  known: Known,
  { retrievers }: HeadRequest,
  context: TrainingContext,
): (train: Interactions, question: Question) => RetrievalPlans<FittedTrainer> {
  const dataOf = (part: Interactions): TrainingData => trainingData(part, known);
  retrieversBeside(trainer.model, retrievers);
  return (train, question) => {
    const data = dataOf(train);
    const beside = retrieversBeside(trainer.model, retrievers, question);
    const planOf = (one: Trainable, own: OptionValues) =>
      trainerPlan(one, { options: one.settle?.(own, data) ?? own, dataOf }, context);
    return [planOf(trainer, given), ...beside.map((one) => planOf(one, one.model.readOptions({})))];
  };
}

function trainingData(interactions: Interactions, { items, users }: Known): TrainingData {
  return { interactions, matrix: toOrderedCsr(interactions), items, users };
}

/** A member of a mix by its name, with a re-ranker behind it where the name says so. */
function findMember(name: string): Member | undefined {
  const trainer = name.endsWith(WITH_HEAD) ? trainableModel(baseName(name)) : undefined;
  return trainer ? headedMember(trainer) : memberModel(name);
}

/** It is measured; an artefact has no place for a re-ranker behind a member. */
function headedMember(trainer: Trainable): Member {
  const { model } = trainer;
  return {
    model,
    checkColumns: trainer.checkColumns,
    fit: async (data, options, context) => {
      const base = candidateOf(trainer, options, data, context);
      const plans = plansOf(trainer, options, data, {}, context);
      const wanted = wantedReranker(model, { head: ANY_KIND });
      if (!wanted) throw new OptionsError("no-head", `${model.name}: expected a kind of head`);
      const fitted = await rerankedCandidate(base, plans, data.items, wanted, context).fit(data.interactions);
      if (isRanking(fitted)) return fitted;
      throw new OptionsError("no-rankings", `${model.name}: expected a member that ranks`);
    },
  };
}

function isRanking(fitted: Fitted | FittedMember): fitted is FittedMember {
  return "recommendBatch" in fitted && "kind" in fitted && "options" in fitted;
}
