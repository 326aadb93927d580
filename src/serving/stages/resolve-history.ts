import type { Retrieval } from "../../models/retrieval/retrieval.ts";
import { checkAbilities } from "../check-abilities.ts";
import { gatherHistory, type History, type HistoryRequest } from "../history.ts";
import type { Fallback } from "../types.ts";
import type { EngineParts, Stage } from "./stage.ts";

/**
 * Finds who asks: the history, stored and sent, which is not listed unless the request says so, and its examples, which never
 * are. Throws as checkAbilities and gatherHistory do.
 */
export const resolveHistory: Stage = {
  run: (state, parts) => {
    checkAbilities(state.request, parts);
    const { request } = state;
    const { excludeSeen = true } = request;
    const history = historyOf(request, parts);
    return {
      ...state,
      history,
      exclude: ownItems(history, excludeSeen),
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

/** What is not listed because the request or the history names it: examples never are, seen or not. Distinct, ascending. */
function ownItems({ items, examples }: History, excludeSeen: boolean): Uint32Array {
  const seen = excludeSeen ? items : new Uint32Array(0);
  if (!examples) return seen;
  return Uint32Array.from(new Set([...seen, ...examples.likes, ...examples.dislikes])).sort();
}
