import type { RecommendedItem } from "../../src/serving/types.ts";
import type { Catalogue } from "../logic/catalogue.ts";
import { compareLists, comparisonSentence } from "../logic/comparison.ts";
import type { ItemLookup } from "../logic/item-lists.ts";
import { h } from "./dom.ts";
import { createResultList } from "./result-list.ts";
import type { ItemActions } from "./verdict.ts";

type Look = (itemId: string, signal: AbortSignal) => ReturnType<ItemLookup>;

/** A list that starts from one item, with a line that says where it was made and how far both places agree. */
export function createItemListView(heading: string, catalogue: Catalogue, actions: ItemActions, look: Look) {
  const status = h("p", { class: "panel-status", role: "status" });
  const list = createResultList(catalogue, actions, false);
  let shown: readonly RecommendedItem[] = [];
  let other: readonly RecommendedItem[] | undefined;
  const display = (items: readonly RecommendedItem[], beside?: readonly RecommendedItem[]): void => {
    [shown, other] = [items, beside];
    list.update(items, beside);
  };
  return {
    element: h("section", {}, h("h3", {}, heading), status, list.element),
    /** Marks again what is liked and what is not. */
    update: () => list.update(shown, other),
    show: async (itemId: string, signal: AbortSignal): Promise<void> => {
      const { browser, edge } = look(itemId, signal);
      const own = browser && "answer" in browser ? browser.answer.items : [];
      const failure = browser && "failure" in browser ? browser.failure.message : undefined;
      const ownStatus = failure ?? (browser && own.length === 0 ? "None that the data know of." : "");
      display(own);
      status.textContent = ownStatus;
      if (edge === undefined) return;
      status.textContent = "Asking the edge …";
      const there = await edge;
      if (signal.aborted) return;
      if ("failure" in there) {
        status.textContent = [ownStatus, there.failure.message].filter(Boolean).join(" ");
        return;
      }
      const { items } = there.answer;
      if (browser === undefined) {
        display(items);
        status.textContent = "Compared at the edge.";
        return;
      }
      display(own.length === 0 ? items : own, own.length === 0 ? undefined : items);
      status.textContent = `Browser and edge: ${comparisonSentence(compareLists(own, items))}.`;
    },
  };
}
