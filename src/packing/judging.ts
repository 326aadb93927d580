import type { Evaluation } from "../artefact/manifest.ts";
import { metricName } from "../evaluation/metric-kinds.ts";
import type { EvaluationResult } from "../evaluation/result.ts";

/** Share of each user's interactions that judges what is packed; nothing is fitted to it before the last fit. */
export const JUDGING_FRACTION = 0.1;
/** In the words of the manifest. */
const JUDGING_PROTOCOL = `hold-out per user:${JUDGING_FRACTION}`;
/** List length of the metrics that decide. */
export const JUDGING_K = 10;

/** Subject of the figures of lists in the order of a head, which is packed only where it gains enough. */
export const WITH_HEAD = "retrieval+head";

/** What a manifest says of quality; other metrics describe lists, and may have no value on little data. */
const PACKED_METRICS: readonly string[] = ["recall", "precision", "ndcg", "hit-rate", "coverage", "rmse", "mae"];

/** The figures of one subject as the manifest has them. */
export function judgement(subject: string, result: EvaluationResult): Evaluation {
  const packed = Object.entries(result.metrics).filter(([name]) => PACKED_METRICS.includes(metricName(name)));
  const [users, metrics] = [result.users, Object.fromEntries(packed)];
  return { subject, protocol: JUDGING_PROTOCOL, part: "validation", users, metrics };
}
