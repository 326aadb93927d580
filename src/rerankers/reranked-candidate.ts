import type { Interactions } from "../data/interactions.ts";
import type { ItemTable } from "../data/items.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import type { RankingModel, RatingModel } from "../models/model.ts";
import { WITH_HEAD } from "../models/with-head.ts";
import type { TrainingContext } from "../training/context.ts";
import { contestBehind } from "./contest-behind.ts";
import { itemFacts } from "./item-facts.ts";
import { type Question, questionOf } from "./question.ts";
import { createRerankedModel } from "./reranked-model.ts";
import { type FittedRetrieval, fitAll, type RetrievalPlans } from "./retrieval-plan.ts";
import type { WantedReranker } from "./wanted-reranker.ts";

/** A model with a re-ranker behind it where that wins, to be measured as one. */
export function rerankedCandidate<F extends FittedRetrieval>(
  base: Candidate,
  plansFor: (train: Interactions, question: Question) => RetrievalPlans<F>,
  items: ItemTable,
  wanted: WantedReranker,
  context: TrainingContext,
): Candidate {
  return {
    model: `${base.model}${WITH_HEAD}`,
    options: base.options,
    predicts: base.predicts,
    decisionsOnly: base.decisionsOnly,
    fit: async (train, _, asks) => {
      const question = asks === "missing" ? asks : questionOf(train);
      const plans = plansFor(train, question);
      const contest = await contestBehind(plans, { interactions: train, items, question }, wanted, context);
      const winner = contest?.winner;
      const everything = (name: string): string => `${name}, on everything`;
      if (!winner) return (await plans[0].fit(train, everything(plans[0].name))).model;
      // A contest may have gone on without some of the last.
      const used: RetrievalPlans<F> = [plans[0], ...plans.slice(1, contest.judged.length)];
      const fitted = await fitAll(used, train, everything, contest.judged);
      const facts = itemFacts(train, items, wanted.itemTimes);
      const model = createRerankedModel(fitted, winner.head, winner.trained.manifest.candidateCount, facts);
      const [{ model: base }] = fitted;
      return isRatingModel(base) ? withPredictions(model, base) : model;
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
