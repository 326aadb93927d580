import { toCsr } from "../data/interactions.ts";
import { OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import type { Fitted } from "../evaluation/evaluate-fitted.ts";
import { countInteractions } from "../models/item-counts.ts";
import type { RankingModel } from "../models/model.ts";
import { candidatesOfModel, type RetrievalPlan } from "../rerankers/retrieval-plan.ts";
import type { TrainingContext } from "../training/context.ts";

/** A model without a trainer, by what its candidate fits. Each fit has factors of its own axes, so no re-ranker reads them. */
export function candidatePlan(candidate: Candidate, { onPhase }: Pick<TrainingContext, "onPhase">): RetrievalPlan {
  return {
    fit: async (train, phase) => {
      if (phase !== undefined) onPhase?.(phase);
      const model = await candidate.fit(train);
      if (!isRankingModel(model)) {
        throw new OptionsError(
          "no-head",
          `${candidate.model}: expected a model that ranks; a head orders its lists anew`,
        );
      }
      return { model, popularity: countInteractions(toCsr(train)), candidates: candidatesOfModel(model) };
    },
  };
}

function isRankingModel(model: Fitted | RankingModel): model is RankingModel {
  return "recommendBatch" in model && "itemCount" in model && "options" in model;
}
