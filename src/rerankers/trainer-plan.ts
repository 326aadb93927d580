import type { Interactions } from "../data/interactions.ts";
import type { FittedModel } from "../models/fitted-model.ts";
import type { OptionValues } from "../models/option-specs.ts";
import { type Fitted, type Trainable, type TrainingData, trainModel } from "../models/train-model.ts";
import { restoreTrained } from "../models/train-restored.ts";
import type { TrainingContext } from "../training/context.ts";
import type { FittedRetrieval, RetrievalPlan } from "./retrieval-plan.ts";
import { retrieverOf } from "./retriever.ts";
import { noRetrieval } from "./wanted-reranker.ts";

/** A fit of a trainer, as re-rankers see it and with what further fits start from. */
export interface FittedTrainer extends FittedRetrieval {
  readonly model: FittedModel;
  readonly fitted: Fitted;
}

/** What a trainer is fitted with. */
export interface TrainerSetting {
  /** What follows from the data is settled: all fits have the same options. */
  readonly options: OptionValues;
  readonly dataOf: (train: Interactions) => TrainingData;
  /** The model of a fit; as training leaves it by default, with its overlay. */
  readonly restore?: ((fitted: Fitted, data: TrainingData) => Promise<FittedModel>) | undefined;
}

/** How a trainer is fitted to any part of the data. */
export function trainerPlan(
  trainer: Trainable,
  { options, dataOf, restore }: TrainerSetting,
  context: TrainingContext,
): RetrievalPlan<FittedTrainer> {
  const { onPhase } = context;
  const { name } = trainer.model;
  return {
    name,
    fit: async (train, phase, start) => {
      if (phase !== undefined) onPhase?.(phase);
      const data = dataOf(train);
      const fitted = await trainModel(trainer, data, options, { ...context, onPhase: undefined }, start?.fitted);
      const model = await (restore ? restore(fitted, data) : restoreTrained(trainer, fitted, data));
      if (!model.retrieval) throw noRetrieval(name);
      return { model, retriever: retrieverOf(name, model.served, model.retrieval), fitted };
    },
  };
}
