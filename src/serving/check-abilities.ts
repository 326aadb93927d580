import { checkOneOf } from "../check.ts";
import { RequestError } from "../errors.ts";
import { EXAMPLE_STRATEGIES, type ExampleStrategy } from "../models/examples.ts";
import type { EngineParts, ListRequest } from "./stages/stage.ts";
import type { Strategy } from "./types.ts";

/** Whether a strategy orders by likeness to examples, in place of the model's own way. */
export function isLikeness(strategy: Strategy | undefined): strategy is ExampleStrategy {
  return strategy !== undefined && strategy !== "fold-in";
}

/**
 * Refuses what the model cannot do, whoever asks. Throws RangeError for an unknown strategy, RequestError `unsupported-strategy` and
 * `unsupported-explain`.
 */
export function checkAbilities({ strategy, explain }: ListRequest, { retrieval, artefact }: EngineParts): void {
  const { kind } = artefact.manifest.model;
  checkOneOf("strategy", strategy ?? "fold-in", ["fold-in", ...EXAMPLE_STRATEGIES]);
  if (isLikeness(strategy) && !retrieval?.likeness) {
    const expected = `strategy: expected fold-in, the only one of ${kind}`;
    const advice = "leave it out, or serve a model that finds items by factors";
    throw new RequestError("unsupported-strategy", `${expected}; got ${strategy}; ${advice}`);
  }
  if (explain && !(isLikeness(strategy) || retrieval?.parts)) {
    const expected = `explain: expected false, ${kind} does not tell what its scores follow from`;
    const advice = retrieval?.likeness ? "leave it out, or take strategy average or best" : "leave it out";
    throw new RequestError("unsupported-explain", `${expected}; got true; ${advice}`);
  }
}
