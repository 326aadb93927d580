import type { Evaluation, Metrics } from "../artefact/manifest.ts";
import type { Interactions } from "../data/interactions.ts";
import { type Fold, splitForValidation } from "../data/splits.ts";
import { metricName } from "../evaluation/metric-kinds.ts";
import type { EvaluationResult } from "../evaluation/result.ts";
import { sampleTestUsers } from "../evaluation/sample-users.ts";
import { standardErrors } from "../evaluation/standard-errors.ts";
import { DEFAULT_JUDGE_USERS, type JudgeUsers } from "./judge-users.ts";

/** Share of each user's interactions that judges what is packed; nothing is fitted to it before the last fit. */
const JUDGING_FRACTION = 0.1;
/** In the words of the manifest. */
const JUDGING_PROTOCOL = `hold-out per user:${JUDGING_FRACTION}`;
/** List length of the metrics that decide. */
export const JUDGING_K = 10;

/** Subject of the figures of lists in the order of a head, which is packed only where it gains enough. */
export const WITH_HEAD = "retrieval+head";

/** What a manifest says of quality; other metrics describe lists, and may have no value on little data. */
const PACKED_METRICS: readonly string[] = ["recall", "precision", "ndcg", "hit-rate", "coverage", "rmse", "mae"];

/** What judges a model: it is fitted to train, and asked about the users of test. */
export interface HoldOut {
  readonly fold: Fold;
  /** Users who have something held out, where those of test are a sample of them. */
  readonly sampledFrom: number | undefined;
}

/**
 * Holds out a tenth of the interactions of everybody who has enough of them, and draws at most `users` to be judged on: the
 * same ones for every model. The train part is the same, whatever `users` is.
 */
export function holdOut(interactions: Interactions, seed: number, users: JudgeUsers = DEFAULT_JUDGE_USERS): HoldOut {
  const whole = splitForValidation(interactions, JUDGING_FRACTION, seed);
  if (users === "all") return { fold: whole, sampledFrom: undefined };
  const { fold, testUsers } = sampleTestUsers(whole, users, seed);
  return { fold, sampledFrom: fold === whole ? undefined : testUsers };
}

/** The figures of one subject as the manifest has them: of its predictions and of its lists, on the same users. */
export function judgement(
  subject: string,
  results: readonly [EvaluationResult, ...EvaluationResult[]],
  { sampledFrom }: Pick<HoldOut, "sampledFrom">,
): Evaluation {
  const evaluation = {
    subject,
    protocol: JUDGING_PROTOCOL,
    part: "validation",
    users: results[0].users,
    metrics: packed(results.map(({ metrics }) => metrics)),
  } as const;
  if (sampledFrom === undefined) return evaluation;
  return { ...evaluation, sampledFrom, standardErrors: packed(results.map(({ perUser }) => standardErrors(perUser))) };
}

/** The figures of several results under one name each, without those that a manifest leaves out. */
function packed(figures: readonly Metrics[]): Metrics {
  const entries = figures.flatMap((named) => Object.entries(named));
  return Object.fromEntries(entries.filter(([name]) => PACKED_METRICS.includes(metricName(name))));
}
