import type { Interactions } from "../data/interactions.ts";
import type { CategoryColumn } from "../data/items.ts";
import { evaluateModel } from "../evaluation/evaluate.ts";
import { type HoldOut, holdOut, JUDGING_K } from "../evaluation/hold-out.ts";
import type { JudgeUsers } from "../evaluation/judge-users.ts";
import type { Recommends } from "../evaluation/recommends.ts";
import type { TrainingContext } from "../training/context.ts";
import { type ContestResult, goWithout, holdContest, nothingToJudgeOn, RERANK_CANDIDATES } from "./contest.ts";
import type { FittedRetrieval, RetrievalPlan } from "./retrieval-plan.ts";
import type { WantedReranker } from "./wanted-reranker.ts";

/** A training with the number of users that are judged; DEFAULT_JUDGE_USERS by default. */
export interface JudgingContext extends TrainingContext {
  readonly judgeUsers?: JudgeUsers | undefined;
}

/** What came of a contest, and what was held out for it. */
export interface HeldContest<F extends FittedRetrieval> extends ContestResult<F> {
  readonly heldOut: HoldOut;
}

/**
 * Tries a re-ranker behind a retrieval on a tenth of each user's interactions (contest.ts). The last fit, to everything, is
 * left to the caller: it starts from the judged one where the re-ranker won. undefined where no user has enough for a judging
 * part.
 *
 * Throws TrainingError `too-little-history` when a re-ranker is required and there is too little to train or judge it on.
 */
export async function contestBehind<F extends FittedRetrieval>(
  plan: RetrievalPlan<F>,
  interactions: Interactions,
  tags: CategoryColumn | undefined,
  wanted: WantedReranker,
  context: JudgingContext,
): Promise<HeldContest<F> | undefined> {
  const { seed, signal, judgeUsers } = context;
  const heldOut = holdOut(interactions, seed, judgeUsers);
  const { fold } = heldOut;
  if (fold.test.users.length === 0) return goWithout(wanted.wish, nothingToJudgeOn(), context);
  const contest = {
    ...wanted,
    tags,
    candidateCount: RERANK_CANDIDATES,
    metric: `ndcg@${JUDGING_K}`,
    measure: (model: Recommends) => evaluateModel(model, fold, [JUDGING_K], { seed, signal }),
  };
  return { ...(await holdContest(plan, fold, contest, context)), heldOut };
}
