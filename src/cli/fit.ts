import type { Evaluation } from "../artefact/manifest.ts";
import { type Interactions, toCsr } from "../data/interactions.ts";
import type { CategoryColumn } from "../data/items.ts";
import { evaluateModel } from "../evaluation/evaluate.ts";
import { holdOut, JUDGING_K } from "../evaluation/hold-out.ts";
import type { JudgeUsers } from "../evaluation/judge-users.ts";
import type { Recommends } from "../evaluation/recommends.ts";
import type { EvaluationResult } from "../evaluation/result.ts";
import { createPopularityModel } from "../models/item-counts.ts";
import { judgement, WITH_HEAD } from "../packing/judging.ts";
import {
  type ContestResult,
  goWithout,
  holdContest,
  nothingToJudgeOn,
  type PackedReranker,
  type RerankerWish,
} from "../rerankers/contest.ts";
import type { FittedRetrieval, RetrievalPlan } from "../rerankers/retrieval-plan.ts";
import type { TrainableReranker } from "../rerankers/trainable-reranker.ts";
import { RERANK_CANDIDATES } from "../serving/limits.ts";
import type { TrainingContext } from "../training/context.ts";

/** The re-ranker that is tried behind a retrieval, and whether there must be one. */
export interface WantedHead {
  readonly reranker: TrainableReranker;
  readonly wish: RerankerWish;
}

/** A training with the number of users that are judged; DEFAULT_JUDGE_USERS by default. */
export interface JudgingContext extends TrainingContext {
  readonly judgeUsers?: JudgeUsers | undefined;
}

/** A retrieval fitted to everything, the re-ranker where it won, and the figures of the judging part. */
export interface Judged<F extends FittedRetrieval> {
  readonly retrieval: F;
  readonly winner: PackedReranker | undefined;
  readonly evaluations: readonly Evaluation[];
}

/**
 * Fits a retrieval to all interactions. A tenth of each user's interactions first measures it, beside popularity, and decides
 * whether a re-ranker is worth packing (rerankers/contest.ts); the last fit starts from the judged one when it was.
 *
 * Throws TrainingError `too-little-history` when a re-ranker is required and there is too little to train or judge it on.
 */
export async function fitAndJudge<F extends FittedRetrieval>(
  plan: RetrievalPlan<F>,
  interactions: Interactions,
  tags: CategoryColumn | undefined,
  wanted: WantedHead | undefined,
  control: JudgingContext,
): Promise<Judged<F>> {
  const contest = await contestBehind(plan, interactions, tags, wanted, control);
  if (!contest) return { retrieval: await plan.fit(interactions, "retrieval"), winner: undefined, evaluations: [] };
  const { winner, judged, evaluations } = contest;
  const retrieval = await plan.fit(interactions, "retrieval, on everything", winner ? judged : undefined);
  return { retrieval, winner, evaluations };
}

/**
 * The contest behind a retrieval on a tenth of each user's interactions, without the last fit; undefined where no user has
 * enough for a judging part. Without a re-ranker only retrieval is measured.
 */
export async function contestBehind<F extends FittedRetrieval>(
  plan: RetrievalPlan<F>,
  interactions: Interactions,
  tags: CategoryColumn | undefined,
  wanted: WantedHead | undefined,
  control: JudgingContext,
): Promise<(Pick<ContestResult<F>, "judged" | "winner"> & Pick<Judged<F>, "evaluations">) | undefined> {
  const { seed, signal, onPhase } = control;
  const heldOut = holdOut(interactions, seed, control.judgeUsers);
  const { fold } = heldOut;
  if (fold.test.users.length === 0) return wanted && goWithout(wanted.wish, nothingToJudgeOn(), control);
  const measure = (model: Recommends): Promise<EvaluationResult> =>
    evaluateModel(model, fold, [JUDGING_K], { seed, signal });
  const popularity = async (): Promise<Evaluation> =>
    judgement("popularity", [await measure(createPopularityModel(toCsr(fold.train)))], heldOut);
  if (!wanted) {
    const judged = await plan.fit(fold.train, "retrieval, to be judged");
    onPhase?.("judging on held-out interactions");
    const evaluations = [await popularity(), judgement("retrieval", [await measure(judged.model)], heldOut)];
    return { judged, winner: undefined, evaluations };
  }
  const rules = { tags, candidateCount: RERANK_CANDIDATES, metric: `ndcg@${JUDGING_K}`, measure };
  const { judged, winner, retrieval, reranked } = await holdContest(plan, fold, { ...wanted, ...rules }, control);
  const evaluations = [await popularity(), judgement("retrieval", [retrieval], heldOut)];
  if (reranked) evaluations.push(judgement(WITH_HEAD, [reranked], heldOut));
  return { judged, winner, evaluations };
}
