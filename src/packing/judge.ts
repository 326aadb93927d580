import type { Evaluation } from "../artefact/manifest.ts";
import { type Interactions, toCsr } from "../data/interactions.ts";
import { evaluateModel } from "../evaluation/evaluate.ts";
import { evaluateRatings } from "../evaluation/evaluate-ratings.ts";
import { JUDGING_K } from "../evaluation/hold-out.ts";
import type { Predicts } from "../evaluation/predicts.ts";
import type { Recommends } from "../evaluation/recommends.ts";
import { createPopularityModel } from "../models/item-counts.ts";
import type { JudgingPart } from "../rerankers/judging-part.ts";
import type { TrainingContext } from "../training/context.ts";
import { judgement } from "./judging.ts";

/** What is measured before it is packed: lists by `ranks`, predictions by `rates`, or both under one name. */
export interface Judged {
  readonly subject: string;
  readonly ranks?: Recommends;
  readonly rates?: Predicts;
}

/**
 * Measures popularity, and what `subjectsOf` fits to the train part, on what is held out, as the manifest has it; every subject
 * is asked about the same users. Nothing is fitted or measured where no user has enough interactions. Phases are reported under
 * `name`.
 */
export async function judge(
  name: string,
  judgedOn: JudgingPart,
  control: TrainingContext,
  subjectsOf: (train: Interactions) => Promise<readonly Judged[]>,
): Promise<Evaluation[]> {
  const { seed, signal, onPhase } = control;
  const { fold } = judgedOn;
  if (fold.test.users.length === 0) return [];
  onPhase?.(`${name}, to be judged`);
  const popularity: Judged = { subject: "popularity", ranks: createPopularityModel(toCsr(fold.train)) };
  const found = await subjectsOf(fold.train);
  // A model that knows no user is popularity itself.
  if (found.length === 0) return [];
  const subjects = [popularity, ...found];
  signal?.throwIfAborted();
  onPhase?.("judging on held-out interactions");
  const evaluations: Evaluation[] = [];
  for (const { subject, ranks, rates } of subjects) {
    const rated = rates && (await evaluateRatings(rates, fold, undefined, { signal }));
    const ranked = ranks && (await evaluateModel(ranks, fold, [JUDGING_K], { seed, signal }));
    const [first, ...rest] = [rated, ranked].filter((result) => result !== undefined);
    if (first) evaluations.push(judgement(subject, [first, ...rest], judgedOn));
  }
  return evaluations;
}
