import type { Interactions } from "../data/interactions.ts";
import type { ItemTable } from "../data/items.ts";
import { OptionsError, TrainingError } from "../errors.ts";
import { evaluateModel } from "../evaluation/evaluate.ts";
import { JUDGING_K } from "../evaluation/hold-out.ts";
import type { JudgeUsers } from "../evaluation/judge-users.ts";
import type { Recommends } from "../evaluation/recommends.ts";
import type { TrainingContext } from "../training/context.ts";
import { type ContestResult, goWithout, holdContest, nothingToJudgeOn, RERANK_CANDIDATES } from "./contest.ts";
import { type JudgingPart, judgingPart } from "./judging-part.ts";
import type { Question } from "./question.ts";
import type { FittedRetrieval, RetrievalPlans } from "./retrieval-plan.ts";
import type { WantedReranker } from "./wanted-reranker.ts";

/** A training with the number of users that are judged; DEFAULT_JUDGE_USERS by default. */
export interface JudgingContext extends TrainingContext {
  readonly judgeUsers?: JudgeUsers | undefined;
}

/** What a contest is held on. */
export interface ContestData {
  readonly interactions: Interactions;
  readonly items: Pick<ItemTable, "categories" | "numbers">;
  readonly question: Question;
}

/** What came of a contest, and what was held out for it. */
export interface HeldContest<F extends FittedRetrieval> extends ContestResult<F> {
  readonly judgedOn: JudgingPart;
  readonly question: Question;
}

/**
 * Tries re-rankers behind retrievers on what the question holds out (judging-part.ts, contest.ts). The last fit, to everything,
 * is left to the caller: it starts from the judged one where a re-ranker won. undefined where no user has enough for a judging
 * part. Where the machine has no memory for a retriever beside the first, or one of order finds none in a part of the data, and
 * nobody asked for them by name, the last are left out one by one.
 *
 * Throws TrainingError `too-little-history` when a re-ranker is required and there is too little to train or judge it on.
 */
export async function contestBehind<F extends FittedRetrieval>(
  plans: RetrievalPlans<F>,
  { interactions, items, question }: ContestData,
  wanted: WantedReranker,
  context: JudgingContext,
): Promise<HeldContest<F> | undefined> {
  const { seed, signal, judgeUsers, onPhase } = context;
  const judgedOn = judgingPart(question, interactions, seed, judgeUsers);
  const { fold } = judgedOn;
  if (fold.test.users.length === 0) return goWithout(wanted.wish, nothingToJudgeOn(), context);
  const contest = {
    ...wanted,
    items,
    question,
    candidateCount: RERANK_CANDIDATES,
    metric: `ndcg@${JUDGING_K}`,
    measure: (model: Recommends) => evaluateModel(model, fold, [JUDGING_K], { seed, signal }),
  };
  let used = plans;
  for (;;) {
    try {
      return { ...(await holdContest(used, fold, contest, context)), judgedOn, question };
    } catch (error) {
      if (!isMissed(error) || wanted.retrieversAsked || used.length === 1) throw error;
      used = withoutLast(used);
      onPhase?.(`candidates by ${used.map(({ name }) => name).join(" and ")} alone: ${error.message}`);
    }
  }
}

/** Whether a retriever cannot be fitted that is only wished for. */
function isMissed(error: unknown): error is TrainingError | OptionsError {
  if (error instanceof TrainingError) return error.code === "memory-limit";
  return error instanceof OptionsError && error.code === "missing-timestamps";
}

function withoutLast<F extends FittedRetrieval>([first, ...others]: RetrievalPlans<F>): RetrievalPlans<F> {
  return [first, ...others.slice(0, -1)];
}
