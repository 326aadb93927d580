import type { Capabilities } from "../../src/serving/capabilities.ts";

/** Those of an engine that lists by a history and knows similar items, and little more. */
export const PLAIN_CAPABILITIES: Capabilities = {
  attributes: false,
  vector: 0,
  history: true,
  rerank: false,
  diversity: "none",
  similar: true,
  explore: ["slots"],
  boughtTogether: true,
  latest: true,
  dislikes: "exclusion",
  strategies: ["fold-in"],
  explain: false,
};
