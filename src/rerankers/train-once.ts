import type { TrainingContext } from "../training/context.ts";
import type { HeadExamples } from "./examples.ts";
import type { RerankerContext, RerankerTrial, TrainedReranker } from "./trainable-reranker.ts";

/** Trains settings on the same examples, each once: a setting may be made of others that are tried as well. */
export function trainOnce(examples: HeadExamples, context: TrainingContext): RerankerContext["trained"] {
  const trainings = new Map<RerankerTrial, Promise<TrainedReranker>>();
  const trained = (trial: RerankerTrial): Promise<TrainedReranker> => {
    const known = trainings.get(trial);
    if (known) return known;
    context.onPhase?.(trial.label);
    const training = trial.train(examples, { ...context, trained });
    trainings.set(trial, training);
    return training;
  };
  return trained;
}
