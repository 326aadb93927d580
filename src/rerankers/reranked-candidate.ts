import type { Interactions } from "../data/interactions.ts";
import { createCategoryColumn, type ItemTable } from "../data/items.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import type { RankingModel, RatingModel } from "../models/model.ts";
import { WITH_HEAD } from "../models/with-head.ts";
import type { TrainingContext } from "../training/context.ts";
import { contestBehind } from "./contest-behind.ts";
import { createRerankedModel } from "./reranked-model.ts";
import type { FittedRetrieval, RetrievalPlan } from "./retrieval-plan.ts";
import { TAG_COLUMN } from "./tag-overlap.ts";
import { DEFAULT_RERANKER } from "./trainable.ts";

/** A model with a re-ranker behind it where that wins, to be measured as one. */
export function rerankedCandidate<F extends FittedRetrieval>(
  base: Candidate,
  planFor: (train: Interactions) => RetrievalPlan<F>,
  items: ItemTable,
  context: TrainingContext,
): Candidate {
  return {
    model: `${base.model}${WITH_HEAD}`,
    options: base.options,
    predicts: base.predicts,
    decisionsOnly: base.decisionsOnly,
    fit: async (train) => {
      const tags = items.categories.get(TAG_COLUMN) ?? createCategoryColumn(items.titles.map(() => []));
      const wanted = { reranker: DEFAULT_RERANKER, wish: "required" } as const;
      const plan = planFor(train);
      const contest = await contestBehind(plan, train, tags, wanted, context);
      const winner = contest?.winner;
      const retrieval = await plan.fit(train, "retrieval, on everything", winner && contest.judged);
      if (!winner) return retrieval.model;
      const model = createRerankedModel(retrieval, winner.head, winner.trained.manifest.candidateCount, tags);
      return isRatingModel(retrieval.model) ? withPredictions(model, retrieval.model) : model;
    },
  };
}

/** A re-ranker changes lists only: predictions stay those of the model. */
function withPredictions(lists: RankingModel, rates: RatingModel): RankingModel & Pick<RatingModel, "predictBatch"> {
  return { ...lists, predictBatch: (queries) => rates.predictBatch(queries) };
}

function isRatingModel(model: RankingModel): model is RatingModel {
  return "predictBatch" in model;
}
