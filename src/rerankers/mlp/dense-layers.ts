import type { RerankerDefinition } from "../reranker.ts";
import { HEAD_DEFAULTS } from "./options.ts";

/** A kind of re-ranker made of dense layers (weights.ts). TensorFlow.js is imported when a stored one is restored, not before. */
export function denseLayers(name: string, summary: string): RerankerDefinition {
  return {
    name,
    summary,
    options: HEAD_DEFAULTS,
    restore: async (weights, manifest, { startBackend }) => {
      const [{ createMlpHead }] = await Promise.all([import("./mlp-head.ts"), startBackend()]);
      return createMlpHead(weights, manifest);
    },
  };
}
