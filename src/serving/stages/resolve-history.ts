import type { Vocabulary } from "../../data/vocabulary.ts";
import type { Retrieval } from "../../models/retrieval/retrieval.ts";
import { checkAbilities } from "../check-abilities.ts";
import { gatherHistory, type History, type HistoryRequest } from "../history.ts";
import type { Fallback } from "../types.ts";
import type { EngineParts, ListState, Stage } from "./stage.ts";

/** Finds who asks: the history, stored and sent, and what is never to be listed. Throws as checkAbilities and gatherHistory do. */
export const resolveHistory: Stage = {
  run: (state, parts) => {
    checkAbilities(state.request, parts);
    const history = historyOf(state.request, parts);
    return {
      ...state,
      ...exclusions(history, state.request.exclude ?? [], parts.artefact.items.itemIds),
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

/** Likes and dislikes of a request. */
function exampleItems({ examples }: History): number[] {
  return examples ? [...examples.likes, ...examples.dislikes] : [];
}

/** History and exclusions together, and the ids of either that are not known. */
function exclusions(
  history: History,
  excludedIds: readonly string[],
  itemIds: Vocabulary,
): Pick<ListState, "exclude" | "unknownItemIds"> {
  // What was seen, and examples, which are never listed, seen or not.
  const excluded = new Set([...history.items, ...exampleItems(history)]);
  const unknownItemIds = new Set(history.unknownItemIds);
  for (const id of excludedIds) {
    const item = itemIds.indexOf(id);
    if (item === undefined) unknownItemIds.add(id);
    else excluded.add(item);
  }
  return { exclude: Uint32Array.from(excluded).sort(), unknownItemIds: [...unknownItemIds] };
}
