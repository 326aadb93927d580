import type { RerankerDefinition } from "../reranker.ts";
import { HEAD_DEFAULTS } from "./options.ts";

/** The network of weights.ts. TensorFlow.js is imported when a stored one is restored, and not before. */
export const mlp: RerankerDefinition = {
  name: "mlp",
  summary: "a small neural network, linear or with two hidden layers",
  options: HEAD_DEFAULTS,
  restore: async (weights, manifest, { factorCount, startBackend }) => {
    const [{ createMlpHead }] = await Promise.all([import("./mlp-head.ts"), startBackend()]);
    return createMlpHead(weights, manifest, factorCount);
  },
};
