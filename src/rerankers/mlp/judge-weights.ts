import type { HeadExamples } from "../examples.ts";
import { judgeCandidates, type ListQuality } from "../validation.ts";
import { serveWeights } from "./mlp-head.ts";
import type { HeadWeights } from "./weights.ts";

/** Judges weights on the validation groups; the WASM backend must have been started. */
export function judgeWeights(examples: HeadExamples, weights: HeadWeights): ListQuality {
  const head = serveWeights(weights);
  try {
    return judgeCandidates(examples, head);
  } finally {
    head.dispose();
  }
}
