import type { Ranking } from "../../kernels/ranking.ts";
import { isAllPopular, signalLength } from "../../models/popular-tail.ts";
import { orderByHead } from "../../rerankers/order.ts";
import { foldingIn } from "../history.ts";
import type { Stage } from "./stage.ts";

/**
 * Puts the best retrieved items in the order of the re-ranker, where there is one and the request does not decline it. Only items
 * that follow from a history are candidates; what stands behind them keeps its order. Throws as foldingIn does.
 */
export const reRank: Stage = {
  width: ({ rerank = true }, { reRanker }) => (rerank && reRanker ? reRanker.candidateCount : 0),
  run: (state, { reRanker }) => {
    const { request, history, foundBy, list } = state;
    const { ranking } = list;
    const declined = request.rerank === false;
    if (!reRanker || declined || foundBy !== "history" || isAllPopular(ranking)) return state;
    const count = Math.min(reRanker.candidateCount, signalLength(ranking));
    const order = (): Ranking => (count === 0 ? ranking : orderByHead(ranking, reRanker.scores(history, list, count)));
    const ordered = foldingIn(history, order, ({ scores }) => scores);
    return { ...state, list: { ...list, ranking: ordered }, reranked: true, itemsReranked: count };
  },
};
