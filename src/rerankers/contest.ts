import type { Interactions } from "../data/interactions.ts";
import type { ItemTable } from "../data/items.ts";
import type { Fold } from "../data/splits.ts";
import { MINIMUM_VALIDATION_HISTORY } from "../data/splits.ts";
import { TrainingError } from "../errors.ts";
import type { Recommends } from "../evaluation/recommends.ts";
import type { EvaluationResult } from "../evaluation/result.ts";
import type { TrainingContext } from "../training/context.ts";
import { WITHOUT_HEAD } from "./cross-fitting.ts";
import { itemFacts } from "./item-facts.ts";
import { labelExamples } from "./labels.ts";
import type { Question } from "./question.ts";
import { createRerankedModel } from "./reranked-model.ts";
import type { Head } from "./reranker.ts";
import { type FittedRetrieval, type FittedRetrievals, fitAll, type RetrievalPlans } from "./retrieval-plan.ts";
import { trainOnce } from "./train-once.ts";
import type { TrainableReranker, TrainedReranker } from "./trainable-reranker.ts";

/** How many items a re-ranker orders anew: the best of all retrievers together. */
export const RERANK_CANDIDATES = 200;
/** Standard errors by which a re-ranker must win: a smaller gain is as likely chance. */
const WINNING_ERRORS = 1;
/**
 * Standard errors by which a later setting must beat an earlier one on validation lists. More than for packing: the lists of a
 * person are alike, and the best of many noisy epochs is taken for a gain.
 */
const PREFERRED_ERRORS = 2;

/** Whether a re-ranker is tried; `where-possible` goes on without one where there is too little history. */
export type RerankerWish = "where-possible" | "required";

/** What a contest is about, and how it is judged. */
export interface Contest {
  readonly kinds: readonly TrainableReranker[];
  readonly wish: RerankerWish;
  readonly items: Pick<ItemTable, "categories" | "numbers">;
  readonly question: Question;
  /** Whether features read the times of items. */
  readonly itemTimes: boolean;
  /** How many items are ordered anew. */
  readonly candidateCount: number;
  /** The figure per user that decides: `ndcg@10`. */
  readonly metric: string;
  /** Measures lists on the judging part. */
  readonly measure: (model: Recommends) => Promise<EvaluationResult>;
}

/** What came of it. */
export interface ContestResult<F extends FittedRetrieval> {
  /** Fitted to the train part of the fold; the first is measured. */
  readonly judged: FittedRetrievals<F>;
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
  /** Whether it reads the times of items. */
  readonly itemTimes: boolean;
}

/**
 * Decides whether a re-ranker is worth having behind retrievers, on a fold whose test part none of them has seen:
 *
 *   1. every kind is trained on examples of the train part, labelled by the question (labels.ts); persons who took no part in
 *      that pick one of them: the first, unless a later one beats it by more than two standard errors;
 *   2. the retrievers are fitted to the train part; the first alone and all with the head are compared on the test part, user
 *      by user;
 *   3. the re-ranker wins when its mean gain exceeds its standard error.
 *
 * Throws TrainingError `too-little-history` when a re-ranker is required and there is too little to train it on.
 */
export async function holdContest<F extends FittedRetrieval>(
  plans: RetrievalPlans<F>,
  fold: Fold,
  contest: Contest,
  context: TrainingContext,
): Promise<ContestResult<F>> {
  const { candidateCount, measure, metric, items, itemTimes } = contest;
  const { onPhase } = context;
  const made = await tryReranker(plans, fold.train, contest, context);
  const judged = await fitAll(plans, fold.train, (name) => `${name}, to be judged`, made?.last);
  onPhase?.("judging on held-out interactions");
  const retrieval = await measure(judged[0].model);
  if (!made) return { judged, retrieval, reranked: undefined, winner: undefined };
  const { trained, kind } = made;
  const { definition, startBackend } = kind;
  const head = await definition.restore(trained.weights, trained.manifest, { startBackend });
  const facts = itemFacts(fold.train, items, itemTimes);
  const reranked = await measure(createRerankedModel(judged, head, candidateCount, facts));
  const { mean, standardError } = meanGain(retrieval.perUser.values[metric], reranked.perUser.values[metric]);
  const wins = isWin(mean, standardError);
  const verdict = wins ? "packed" : "not packed: it must gain more than its standard error";
  onPhase?.(`head: ${printed(metric)} gain ${mean.toFixed(5)} ± ${standardError.toFixed(5)} on validation; ${verdict}`);
  if (!wins) head.dispose();
  return { judged, retrieval, reranked, winner: wins ? { head, trained, itemTimes } : undefined };
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

/** The best kind and setting, and the fits that further fits start from. */
interface Made<F extends FittedRetrieval> {
  readonly kind: TrainableReranker;
  readonly trained: TrainedReranker;
  readonly last: FittedRetrievals<F>;
}

async function tryReranker<F extends FittedRetrieval>(
  plans: RetrievalPlans<F>,
  interactions: Interactions,
  contest: Contest,
  context: TrainingContext,
): Promise<Made<F> | undefined> {
  try {
    return await trainReranker(plans, interactions, contest, context);
  } catch (error) {
    return goWithout(contest.wish, error, context);
  }
}

/** Trains each setting of each kind on the same examples and keeps the first that no later one clearly beats on validation. */
async function trainReranker<F extends FittedRetrieval>(
  plans: RetrievalPlans<F>,
  interactions: Interactions,
  { kinds, question, ...settings }: Contest,
  context: TrainingContext,
): Promise<Made<F>> {
  const { seed, onPhase } = context;
  onPhase?.(`candidates for the head, by ${plans.map(({ name }) => name).join(" and ")}`);
  const { examples, last } = await labelExamples(question, plans, interactions, { ...settings, seed });
  const trained = trainOnce(examples, context);
  let best: Pick<Made<F>, "kind" | "trained"> | undefined;
  for (const kind of kinds) {
    await kind.startBackend();
    for (const trial of kind.trials) {
      const made = await trained(trial);
      if (!best || isPreferred(made, best.trained)) best = { kind, trained: made };
    }
  }
  if (!best) throw new TrainingError("no-head", "no kind of head was tried");
  return { ...best, last };
}

/** Whether a later setting is clearly better on validation lists than one that came before it. */
function isPreferred(later: TrainedReranker, earlier: TrainedReranker): boolean {
  const { mean, standardError } = meanGain(earlier.gains, later.gains);
  return mean > PREFERRED_ERRORS * standardError;
}

/** Mean and standard error of the gain in a metric, user by user or list by list. */
function meanGain(
  before: Float64Array | undefined,
  after: Float64Array | undefined,
): { readonly mean: number; readonly standardError: number } {
  if (!before || !after) return { mean: 0, standardError: Number.POSITIVE_INFINITY };
  const differences = after.map((value, place) => value - (before[place] ?? 0));
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / Math.max(1, differences.length - 1) / differences.length) };
}

function printed(metric: string): string {
  return metric.replace("ndcg", "nDCG");
}
