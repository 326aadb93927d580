import type { Evaluation } from "../artefact/manifest.ts";
import type { EvaluationResult } from "../evaluation/result.ts";

/** Share of each user's interactions that judges what is packed; nothing is fitted to it before the last fit. */
export const JUDGING_FRACTION = 0.1;
/** In the words of the manifest. */
const JUDGING_PROTOCOL = `hold-out per user:${JUDGING_FRACTION}`;
/** List length of the metrics that decide. */
export const JUDGING_K = 10;

/** The figures of one subject as the manifest has them. */
export function judgement(subject: string, { users, metrics }: EvaluationResult): Evaluation {
  return { subject, protocol: JUDGING_PROTOCOL, part: "validation", users, metrics };
}
