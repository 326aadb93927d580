import type { Dataset } from "../data/dataset.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import { nestedCandidate, type TrialProgress } from "../evaluation/search/nested.ts";
import type { Setting } from "../evaluation/search/run.ts";
import { parseTarget } from "../evaluation/search/target.ts";
import type { HeadRequest } from "../rerankers/wanted-reranker.ts";
import type { TrainingContext } from "../training/context.ts";
import { modelCandidate } from "./models.ts";
import type { NestedPlan, NestedSpace } from "./nested-plan.ts";

/** What decides where nothing is said. */
const DEFAULT_METRICS = { ratings: "rmse", rankings: "ndcg@10" } as const;

/** The candidate of a model that is searched for. `explicit`: whether train has ratings. */
export function tunedCandidate(
  model: string,
  { settings, fixed, space }: NestedSpace,
  { target, validation }: NestedPlan,
  { items, users }: Pick<Dataset, "items" | "users">,
  control: TrainingContext,
  explicit: boolean,
  head?: HeadRequest,
): Candidate {
  const candidateOf = (set: Setting) => modelCandidate(model, { ...fixed, ...set }, { items, users }, control, head);
  const byError = explicit && settings[0] !== undefined && candidateOf(settings[0]).predicts === true;
  return nestedCandidate({
    ...{ settings, space, candidateOf, validation, seed: control.seed, signal: control.signal },
    target: target ?? parseTarget(byError ? DEFAULT_METRICS.ratings : DEFAULT_METRICS.rankings),
    onTrial: (progress) => control.onPhase?.(describeTrial(progress)),
  });
}

function describeTrial({ model, done, total, best, failed }: TrialProgress): string {
  const reached = Number.isNaN(best) ? "none with a figure" : `best ${best.toFixed(4)}`;
  return `${model}: ${done} of ${total} settings, ${reached}${failed === undefined ? "" : `; this one failed: ${failed}`}`;
}
