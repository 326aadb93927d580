import type { Interactions } from "../data/interactions.ts";
import type { CategoryColumn } from "../data/items.ts";
import type { Fold } from "../data/splits.ts";
import { MINIMUM_VALIDATION_HISTORY } from "../data/splits.ts";
import { TrainingError } from "../errors.ts";
import type { Recommends } from "../evaluation/recommends.ts";
import type { EvaluationResult } from "../evaluation/result.ts";
import type { TrainingContext } from "../training/context.ts";
import { crossFit, WITHOUT_HEAD } from "./cross-fitting.ts";
import { createRerankedModel } from "./reranked-model.ts";
import type { Head } from "./reranker.ts";
import type { FittedRetrieval, RetrievalPlan } from "./retrieval-plan.ts";
import type { TrainableReranker, TrainedReranker } from "./trainable-reranker.ts";

/** How many of the best retrieved items a re-ranker orders anew. */
export const RERANK_CANDIDATES = 200;
/** Standard errors by which a re-ranker must win: a smaller gain is as likely chance. */
const WINNING_ERRORS = 1;

/** Whether a re-ranker is tried; `where-possible` goes on without one where there is too little history. */
export type RerankerWish = "where-possible" | "required";

/** What a contest is about, and how it is judged. */
export interface Contest {
  readonly reranker: TrainableReranker;
  readonly wish: RerankerWish;
  readonly tags: CategoryColumn | undefined;
  /** How many of the best retrieved items are ordered anew. */
  readonly candidateCount: number;
  /** The figure per user that decides: `ndcg@10`. */
  readonly metric: string;
  /** Measures lists on the judging part. */
  readonly measure: (model: Recommends) => Promise<EvaluationResult>;
}

/** What came of it. */
export interface ContestResult<F extends FittedRetrieval> {
  /** Fitted to the train part of the fold, and measured. */
  readonly judged: F;
  readonly retrieval: EvaluationResult;
  /** Lists with the re-ranker; undefined where there was too little history to train one. */
  readonly reranked: EvaluationResult | undefined;
  /** The re-ranker where it won: further fits of the retrieval start from `judged`. */
  readonly winner: PackedReranker | undefined;
}

/** A re-ranker that won: how it serves, and what an artefact keeps of it. */
export interface PackedReranker {
  readonly head: Head;
  readonly trained: TrainedReranker;
  readonly factorCount: number;
}

/**
 * Decides whether a re-ranker is worth having behind a retrieval, on a fold whose test part neither of them has seen:
 *
 *   1. the re-ranker is trained by cross-fitting on the train part (cross-fitting.ts); of its settings, validation users keep
 *      the best;
 *   2. retrieval is fitted to the train part, and both are compared on the test part, user by user;
 *   3. the re-ranker wins when its mean gain exceeds its standard error.
 *
 * Throws TrainingError `too-little-history` when a re-ranker is required and there is too little to train it on.
 */
export async function holdContest<F extends FittedRetrieval>(
  plan: RetrievalPlan<F>,
  fold: Fold,
  contest: Contest,
  context: TrainingContext,
): Promise<ContestResult<F>> {
  const { reranker, candidateCount, measure, metric, tags } = contest;
  const { onPhase } = context;
  const made = await tryReranker(plan, fold.train, contest, context);
  const judged = await plan.fit(fold.train, "retrieval, to be judged", made?.last);
  onPhase?.("judging on held-out interactions");
  const retrieval = await measure(judged.model);
  if (!made) return { judged, retrieval, reranked: undefined, winner: undefined };
  const { trained, factorCount } = made;
  const { startBackend } = reranker;
  const head = await reranker.definition.restore(trained.weights, trained.manifest, { factorCount, startBackend });
  const reranked = await measure(createRerankedModel(judged, head, candidateCount, tags));
  const { mean, standardError } = gain(retrieval, reranked, metric);
  const wins = isWin(mean, standardError);
  const verdict = wins ? "packed" : "not packed: it must gain more than its standard error";
  onPhase?.(`head: ${printed(metric)} gain ${mean.toFixed(5)} ± ${standardError.toFixed(5)} on validation; ${verdict}`);
  if (!wins) head.dispose();
  return { judged, retrieval, reranked, winner: wins ? { head, trained, factorCount } : undefined };
}

/** Whether a gain is more than its standard error. */
export function isWin(mean: number, standardError: number): boolean {
  return mean > WINNING_ERRORS * standardError;
}

/** The error of data in which no user has enough for a judging part. */
export function nothingToJudgeOn(): TrainingError {
  const expected = `a head needs users with at least ${MINIMUM_VALIDATION_HISTORY} interactions to be judged on`;
  return new TrainingError("too-little-history", `${expected}, this data has none; ${WITHOUT_HEAD}`);
}

/** Reports that there will be no re-ranker, or throws the reason where one is required. */
export function goWithout(
  wish: RerankerWish,
  reason: unknown,
  { onPhase }: Pick<TrainingContext, "onPhase">,
): undefined {
  if (wish === "required" || !(reason instanceof TrainingError) || reason.code !== "too-little-history") throw reason;
  onPhase?.(`no head: ${reason.message.replace(`; ${WITHOUT_HEAD}`, "")}`);
}

/** The best setting, and the fit that further fits start from. */
interface Made<F> {
  readonly trained: TrainedReranker;
  readonly last: F;
  readonly factorCount: number;
}

async function tryReranker<F extends FittedRetrieval>(
  plan: RetrievalPlan<F>,
  interactions: Interactions,
  contest: Contest,
  context: TrainingContext,
): Promise<Made<F> | undefined> {
  try {
    return await trainReranker(plan, interactions, contest, context);
  } catch (error) {
    return goWithout(contest.wish, error, context);
  }
}

/** Trains each setting on the same examples and keeps the one that validation users prefer. */
async function trainReranker<F extends FittedRetrieval>(
  plan: RetrievalPlan<F>,
  interactions: Interactions,
  { reranker, tags, candidateCount }: Contest,
  context: TrainingContext,
): Promise<Made<F>> {
  context.onPhase?.("candidates for the head, by cross-fitting");
  const { examples, last } = await crossFit(plan, interactions, tags, candidateCount, context.seed);
  await reranker.startBackend();
  let best: TrainedReranker | undefined;
  for (const { label, train } of reranker.trials) {
    context.onPhase?.(label);
    const trained = await train(examples, context);
    if (!best || trained.validation.head["ndcg@10"] > best.validation.head["ndcg@10"]) best = trained;
  }
  if (!best) throw new TrainingError("no-head", "no kind of head was tried");
  return { trained: best, last, factorCount: examples.factorCount };
}

/** Mean and standard error of the gain in a metric, user by user. */
function gain(
  before: EvaluationResult,
  after: EvaluationResult,
  metric: string,
): { readonly mean: number; readonly standardError: number } {
  const [a, b] = [before.perUser.values[metric], after.perUser.values[metric]];
  if (!a || !b) return { mean: 0, standardError: Number.POSITIVE_INFINITY };
  const differences = b.map((value, user) => value - (a[user] ?? 0));
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / Math.max(1, differences.length - 1) / differences.length) };
}

function printed(metric: string): string {
  return metric.replace("ndcg", "nDCG");
}
