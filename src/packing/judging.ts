import type { Evaluation, Metrics } from "../artefact/manifest.ts";
import { metricName } from "../evaluation/metric-kinds.ts";
import type { EvaluationResult } from "../evaluation/result.ts";
import { standardErrors } from "../evaluation/standard-errors.ts";
import type { JudgingPart } from "../rerankers/judging-part.ts";

/** Subject of the figures of lists in the order of a head, which is packed only where it gains enough. */
export const RERANKED = "retrieval+head";

/** What a manifest says of quality; other metrics describe lists, and may have no value on little data. */
const PACKED_METRICS: readonly string[] = ["recall", "precision", "ndcg", "hit-rate", "coverage", "rmse", "mae"];

/** The figures of one subject as the manifest has them: of its predictions and of its lists, on the same users. */
export function judgement(
  subject: string,
  results: readonly [EvaluationResult, ...EvaluationResult[]],
  { sampledFrom, protocol }: Pick<JudgingPart, "sampledFrom" | "protocol">,
): Evaluation {
  const evaluation = {
    subject,
    protocol,
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
