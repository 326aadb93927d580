import { checkOneOf } from "../check.ts";
import type { EngineParts, ListRequest } from "./stages/stage.ts";
import { isLikeness, STRATEGIES } from "./strategies.ts";

/**
 * Refuses what the model cannot do, whoever asks. Throws RangeError for an unknown strategy, RequestError `unsupported-strategy` and
 * `unsupported-explain`.
 */
export function checkAbilities({ strategy, explain }: ListRequest, { retrieval, unsupported }: EngineParts): void {
  checkOneOf("strategy", strategy ?? "fold-in", STRATEGIES);
  if (isLikeness(strategy) && !retrieval?.likeness) throw unsupported("strategy", "factors of items");
  if (explain && !(isLikeness(strategy) || retrieval?.parts)) {
    throw unsupported("explain", "scores that are sums over the history");
  }
}
