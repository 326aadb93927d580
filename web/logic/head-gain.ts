import type { Evaluation } from "../../src/artefact/manifest.ts";

const NDCG = "ndcg@10";

/**
 * What re-ranking adds, in a sentence: nDCG@10 of the lists without and with it, on what was held out. undefined where the
 * figures are not there.
 */
export function headGain(evaluations: readonly Evaluation[]): string | undefined {
  const of = (subject: string): Evaluation | undefined => evaluations.find((one) => one.subject === subject);
  const [without, reranked] = [of("retrieval"), of("retrieval+head")];
  const [before, after] = [without?.metrics[NDCG], reranked?.metrics[NDCG]];
  if (before === undefined || after === undefined || !(before > 0)) return undefined;
  const percent = Math.round(100 * (after / before - 1));
  const sign = percent < 0 ? "−" : "+";
  const change = `${sign}${Math.abs(percent)} %`;
  return `nDCG@10 ${before.toFixed(4)} → ${after.toFixed(4)} (${change}; ${reranked?.part}, ${reranked?.protocol})`;
}
