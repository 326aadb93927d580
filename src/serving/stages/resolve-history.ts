import type { Retrieval } from "../../models/retrieval/retrieval.ts";
import { checkAbilities } from "../check-abilities.ts";
import { exclusionsOf } from "../exclusions.ts";
import { gatherHistory, type History, type HistoryRequest } from "../history.ts";
import type { Fallback } from "../types.ts";
import type { EngineParts, Stage } from "./stage.ts";

/** Finds who asks: the history, stored and sent, and what is never to be listed. Throws as checkAbilities and gatherHistory do. */
export const resolveHistory: Stage = {
  run: (state, parts) => {
    checkAbilities(state.request, parts);
    const { request } = state;
    const { excludeSeen = true } = request;
    const history = historyOf(request, parts);
    return {
      ...state,
      ...exclusionsOf(request, ownItems(history, excludeSeen), history.unknownItemIds, parts.artefact.items.itemIds),
      history,
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

/** What is not listed because the request or the history names it: examples never are, seen or not. */
function ownItems({ items, examples }: History, excludeSeen: boolean): number[] {
  const named = examples ? [...examples.likes, ...examples.dislikes] : [];
  return excludeSeen ? [...items, ...named] : named;
}
