import type { Evaluation } from "../artefact/manifest.ts";
import { type Interactions, toCsr } from "../data/interactions.ts";
import type { CategoryColumn } from "../data/items.ts";
import { MINIMUM_VALIDATION_HISTORY, splitForValidation } from "../data/splits.ts";
import { TrainingError } from "../errors.ts";
import { evaluateModel } from "../evaluation/evaluate.ts";
import type { EvaluationResult } from "../evaluation/result.ts";
import { createImplicitAlsModel, type ImplicitAlsModel, type ImplicitAlsOptions } from "../models/implicit-als.ts";
import { countInteractions, createPopularityModel } from "../models/item-counts.ts";
import type { TrainedHead } from "../neural/head/train-head.ts";
import type { Head } from "../neural/head/types.ts";
import { createRerankedModel } from "../neural/reranked-model.ts";
import { JUDGING_FRACTION, JUDGING_K, judgement, WITH_HEAD } from "../packing/judging.ts";
import { RERANK_CANDIDATES } from "../serving/limits.ts";
import type { TrainingContext } from "../training/context.ts";
import { collectHeadMaterial, type KernelModules, WARM_EPOCHS, WITHOUT_HEAD } from "../training/head-pipeline.ts";
import { trainImplicitAls } from "../training/implicit-als-trainer.ts";

/** Standard errors by which the head must win: below that a gain is as likely luck. */
const WINNING_ERRORS = 1;

/** Kinds of network that are tried; validation decides. */
const HEAD_TRIALS = [
  { hidden: [], dropout: 0, regularization: 0.01, epochs: 30, patience: 5 },
  { hidden: [32, 16], dropout: 0.3, regularization: 0.01, epochs: 20, patience: 4 },
] as const;

/** Whether a head is tried; `where-possible` goes on without one where there is too little history. */
export type HeadWish = "none" | "where-possible" | "required";

/** A fitted retrieval model, the head when it won, and the figures of the contest. */
export interface Fitted {
  readonly model: ImplicitAlsModel;
  readonly head: { readonly head: Head; readonly trained: TrainedHead } | undefined;
  readonly evaluations: readonly Evaluation[];
  readonly objective: number;
}

/**
 * Fits implicit ALS to all interactions. With `judge`, a tenth of each user's interactions first measures it (beside
 * popularity); with `head`, that part also decides whether a re-ranking head is worth packing:
 *
 *   1. the head is trained by cross-fitting on the other nine tenths (training/head-pipeline.ts); of a linear one and an
 *      MLP, validation users keep the better;
 *   2. retrieval is fitted to the nine tenths, and head and retrieval are compared on the tenth, user by user;
 *   3. the head is kept when its mean gain in nDCG@10 exceeds its standard error;
 *   4. retrieval is fitted to everything, from the factors of step 2 when a head was kept, so that their basis stays.
 *
 * Throws TrainingError `too-little-history` when a head is required and there is too little to train or judge it on.
 */
export async function fitImplicitAls(
  modules: KernelModules,
  interactions: Interactions,
  tags: CategoryColumn | undefined,
  options: ImplicitAlsOptions,
  control: TrainingContext & { readonly head: HeadWish; readonly judge: boolean },
): Promise<Fitted> {
  const { seed, threads, signal, onEpoch, onPhase } = control;
  const fitPart = async (part: Interactions, phase: string, initialItemFactors?: Float32Array): Promise<FitResult> => {
    onPhase?.(phase);
    const epochs = initialItemFactors ? Math.min(WARM_EPOCHS, options.epochs) : options.epochs;
    const matrix = toCsr(part);
    const context = { seed, threads, signal, onEpoch };
    const factors = await trainImplicitAls(
      modules.training,
      matrix,
      { ...options, epochs },
      context,
      initialItemFactors,
    );
    const model = createImplicitAlsModel(modules.serving, options, {
      itemFactors: { precision: "f32", values: factors.itemFactors },
      gram: factors.gram,
      popularity: countInteractions(matrix),
    });
    return { model, itemFactors: factors.itemFactors, objective: factors.objective };
  };
  const judging = control.judge ? splitForValidation(interactions, JUDGING_FRACTION, seed) : undefined;
  if (!judging || judging.test.users.length === 0) {
    if (control.head !== "none") {
      const expected = `a head needs users with at least ${MINIMUM_VALIDATION_HISTORY} interactions to be judged on`;
      headless(control, new TrainingError("too-little-history", `${expected}, this data has none; ${WITHOUT_HEAD}`));
    }
    return { ...(await fitPart(interactions, "retrieval")), head: undefined, evaluations: [] };
  }
  const trained = control.head === "none" ? undefined : await tryHeads(modules, judging.train, tags, options, control);
  const judged = await fitPart(judging.train, "retrieval, to be judged", trained?.itemFactors);
  onPhase?.("judging on held-out interactions");
  const measure = (model: Parameters<typeof evaluateModel>[0]): Promise<EvaluationResult> =>
    evaluateModel(model, judging, [JUDGING_K], { seed, signal });
  const popularity = await measure(createPopularityModel(toCsr(judging.train)));
  const retrieval = await measure(judged.model);
  const evaluations = [judgement("popularity", popularity), judgement("retrieval", retrieval)];
  let head: Fitted["head"];
  if (trained) {
    const { manifest, weights } = trained.head;
    const { createMlpHead } = await import("../neural/head/mlp-head.ts");
    const serving = createMlpHead(weights, manifest, options.factors);
    const reranked = await measure(createRerankedModel(judged.model, serving, manifest.candidateCount, tags));
    evaluations.push(judgement(WITH_HEAD, reranked));
    const { mean, standardError } = gain(retrieval, reranked);
    const wins = mean > WINNING_ERRORS * standardError;
    const verdict = wins ? "packed" : "not packed: it must gain more than its standard error";
    onPhase?.(
      `head: nDCG@${JUDGING_K} gain ${mean.toFixed(5)} ± ${standardError.toFixed(5)} on validation; ${verdict}`,
    );
    if (wins) head = { head: serving, trained: trained.head };
    else serving.dispose();
  }
  const final = await fitPart(interactions, "retrieval, on everything", head ? judged.itemFactors : undefined);
  return { ...final, head, evaluations };
}

interface FitResult {
  readonly model: ImplicitAlsModel;
  readonly itemFactors: Float32Array;
  readonly objective: number;
}

/** The best head, and the factors that further fits start from. */
interface HeadTraining {
  readonly head: TrainedHead;
  readonly itemFactors: Float32Array;
}

/** As trainHeads; undefined where there is too little history and no head is required. */
async function tryHeads(
  modules: KernelModules,
  interactions: Interactions,
  tags: CategoryColumn | undefined,
  options: ImplicitAlsOptions,
  control: TrainingContext & { readonly head: HeadWish },
): Promise<HeadTraining | undefined> {
  try {
    return await trainHeads(modules, interactions, tags, options, control);
  } catch (error) {
    return headless(control, error);
  }
}

/** Says that there will be no head, or throws the reason where that is not what was asked for. */
function headless({ head, onPhase }: TrainingContext & { readonly head: HeadWish }, reason: unknown): undefined {
  if (head === "required" || !(reason instanceof TrainingError) || reason.code !== "too-little-history") throw reason;
  onPhase?.(`no head: ${reason.message.replace(`; ${WITHOUT_HEAD}`, "")}`);
}

/** Trains each kind of head on the same material and keeps the one that validation users prefer. */
async function trainHeads(
  modules: KernelModules,
  interactions: Interactions,
  tags: CategoryColumn | undefined,
  options: ImplicitAlsOptions,
  control: TrainingContext,
): Promise<HeadTraining> {
  const { seed, signal, onPhase } = control;
  onPhase?.("candidates for the head, by cross-fitting");
  const material = await collectHeadMaterial(modules, interactions, tags, options, RERANK_CANDIDATES, control);
  // tfjs takes longer to import than everything else: only who trains a head pays for it.
  const [{ startBackend }, { trainHead }] = await Promise.all([
    import("../neural/backend.node.ts"),
    import("../neural/head/train-head.ts"),
  ]);
  await startBackend();
  let best: TrainedHead | undefined;
  for (const trial of HEAD_TRIALS) {
    const hidden = [...trial.hidden];
    onPhase?.(hidden.length === 0 ? "head, linear" : `head, hidden layers of ${hidden.join(" and ")}`);
    const head = await trainHead(material.examples, { ...trial, hidden, seed, signal });
    if (!best || head.validation.head["ndcg@10"] > best.validation.head["ndcg@10"]) best = head;
  }
  if (!best) throw new TrainingError("no-head", "no kind of head was tried");
  return { head: best, itemFactors: material.itemFactors };
}

/** Mean and standard error of the gain in nDCG, user by user. */
function gain(before: EvaluationResult, after: EvaluationResult): { mean: number; standardError: number } {
  const name = `ndcg@${JUDGING_K}`;
  const [a, b] = [before.perUser.values[name], after.perUser.values[name]];
  if (!a || !b) return { mean: 0, standardError: Number.POSITIVE_INFINITY };
  const differences = b.map((value, user) => value - (a[user] ?? 0));
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / Math.max(1, differences.length - 1) / differences.length) };
}
