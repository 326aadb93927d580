import type { Retrieval } from "../../models/retrieval/retrieval.ts";
import { gatherHistory, type History, type HistoryRequest } from "../history.ts";
import type { Fallback } from "../types.ts";
import type { EngineParts, Stage } from "./stage.ts";

/** Finds who asks: the history, stored and sent, which is not listed unless the request says so. Throws as gatherHistory does. */
export const resolveHistory: Stage = {
  run: (state, parts) => {
    const { request } = state;
    const { excludeSeen = true } = request;
    const history = historyOf(request, parts);
    return {
      ...state,
      history,
      exclude: excludeSeen ? history.items : new Uint32Array(0),
      unknownItemIds: history.unknownItemIds,
      fallback: fallbackOf(history, parts.retrieval),
    };
  },
};

/** The history of a request. Throws as gatherHistory does. */
export function historyOf(request: HistoryRequest, { artefact, served }: EngineParts): History {
  return gatherHistory(artefact, request, served);
}

/** Why no list follows from a history; undefined where one does. */
export function fallbackOf(history: History, retrieval: Retrieval | undefined): Fallback | undefined {
  if (!retrieval) return "model-not-personal";
  if (history.items.length > 0) return retrieval.isAlike ? "model-not-personal" : undefined;
  if (history.unknownItemIds.length > 0) return "no-known-items";
  return history.unknownUser ? "unknown-user" : "empty-history";
}
