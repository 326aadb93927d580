import type { RecommendRequest } from "../../src/serving/types.ts";

/** Fields that tell of a person or of one request: no defaults for them. */
type Own = "userId" | "history" | "likes" | "dislikes" | "attributes" | "vector" | "offset" | "shown" | "now";

/** Defaults of a list, by field: those that its request does not have. */
export type Scenario = Omit<RecommendRequest, Own>;

/** Named defaults of lists: what a page asks for by one word. */
export type Scenarios = ReadonlyMap<string, Scenario>;

/** A service without scenarios. */
export const noScenarios: Scenarios = new Map();
