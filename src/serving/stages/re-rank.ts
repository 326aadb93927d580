import { isAllPopular } from "../../models/popular-tail.ts";
import { orderByHead } from "../../rerankers/order.ts";
import type { ScoredCandidates } from "../../rerankers/rank-candidates.ts";
import { boostCandidates } from "../boost-candidates.ts";
import { foldingIn } from "../history.ts";
import { isLikeness } from "../strategies.ts";
import type { ListRequest, Stage } from "./stage.ts";

/**
 * Puts the best items of all retrievers in the order of the re-ranker, where there is one and the request does not decline it.
 * Only items that follow from a history are candidates, found with their boosts, which multiply their odds; what stands behind
 * them keeps its order. Throws as foldingIn does.
 */
export const reRank: Stage = {
  width: (request, { reRanker }) => (reRanker && !declines(request) ? reRanker.candidateCount : 0),
  run: (state, { reRanker }) => {
    const { request, history, foundBy, list, filter, exclude, boost } = state;
    const { ranking } = list;
    if (!reRanker || declines(request) || foundBy !== "history" || isAllPopular(ranking)) return state;
    const score = (): ScoredCandidates =>
      reRanker.score(history, list, { filter, exclude, boost, sequence: history.sequence });
    const scored = foldingIn(history, score, ({ scores }) => scores);
    const candidates = boost ? boostCandidates(scored, boost) : scored;
    const ordered = orderByHead(ranking, candidates);
    const itemsReranked = candidates.items.length;
    return { ...state, list: { ...list, ranking: ordered }, reranked: true, itemsReranked };
  },
};

/** A strategy of likeness is an order that was asked for: no head changes it. */
function declines({ rerank, strategy }: ListRequest): boolean {
  return rerank === false || isLikeness(strategy);
}
