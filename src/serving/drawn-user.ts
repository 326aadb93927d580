import { checkNumber } from "../check.ts";
import { RequestError } from "../errors.ts";
import type { UserDraw } from "../models/retrieval/user-of-rows.ts";
import { createRandom, hashText } from "../random.ts";
import type { EngineParts, ListRequest } from "./stages/stage.ts";
import { isLikeness } from "./strategies.ts";

/**
 * How `explore` by Thompson sampling moves a user: a draw around what is folded in, of the standard deviation `rate` times that of the
 * equations (Chapelle & Li 2011; the posterior of a ridge regression with noise `rate`). The draw depends on the recommendation id
 * alone. undefined for requests that do not ask for it.
 *
 * Throws RequestError `unsupported-explore` for a model that solves no equations for a user, `bad-explore` without an id or
 * with what a draw does not honour, RangeError for a rate beyond 0 … 1.
 */
export function drawnUser({ explore, ...request }: ListRequest, parts: EngineParts): UserDraw | undefined {
  if (explore?.method !== "thompson") return undefined;
  if (!parts.retrieval?.vectors?.drawUserFactors)
    throw parts.unsupported("explore", "equations of a user to draw from");
  const { recommendationId, strategy, explain } = request;
  if (recommendationId === undefined) throw refused("expected a recommendationId beside it, on which its draws depend");
  if (explore.keep !== undefined) throw refused("expected no `keep` with thompson, which has no places of its own");
  if (isLikeness(strategy)) throw refused(`expected no strategy ${strategy}, which finds items without a user to draw`);
  if (explain) throw refused("expected no `explain`, whose parts add up to scores that are not drawn");
  const scale = checkNumber("explore.rate", explore.rate, 0, 1);
  return scale === 0 ? undefined : { random: createRandom(hashText(recommendationId)), scale };
}

function refused(message: string): RequestError {
  return new RequestError("bad-explore", `explore: ${message}`);
}
