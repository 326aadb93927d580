import type { RecommendedItem } from "../../src/serving/types.ts";
import type { Ratings } from "../logic/answer.ts";
import type { Catalogue } from "../logic/catalogue.ts";
import { agreementOf } from "../logic/comparison.ts";
import { h } from "./dom.ts";
import { createResultRow, type ResultRow, type WorkActions } from "./result-row.ts";

/** An ordered list of works that keeps a work's element, and the focus in it, while the list changes around it. */
export interface ResultList {
  readonly element: HTMLElement;
  /** Shows `items`; with `other`, marks where each stands in that list; with `ratings`, what each is predicted to get. */
  update(items: readonly RecommendedItem[], other: readonly RecommendedItem[] | undefined, ratings?: Ratings): void;
}

/** Makes an empty list. */
export function createResultList(catalogue: Catalogue, actions: WorkActions): ResultList {
  const element = h("ol", { class: "rows" });
  let rows = new Map<string, ResultRow>();
  return {
    element,
    update: (items, other, ratings) => {
      const restoreFocus = rememberFocus(element);
      const shares = barLengths(items.map((item) => item.score));
      const isPersonal = items.some(({ source }) => source === undefined);
      const next = new Map(
        items.map((item, place) => {
          const row = rows.get(item.itemId) ?? createResultRow(nameFor(catalogue, item), actions);
          const agreement = other && agreementOf(item.itemId, place + 1, other);
          const look = { share: shares[place] ?? 0, filled: isPersonal && item.source === "popular" };
          row.update(item, look, agreement, ratings?.get(item.itemId));
          return [item.itemId, row];
        }),
      );
      for (const [itemId, row] of rows) if (!next.has(itemId)) row.element.remove();
      for (const [place, row] of [...next.values()].entries()) {
        const present = element.children[place];
        if (present !== row.element) element.insertBefore(row.element, present ?? null);
      }
      rows = next;
      restoreFocus();
    },
  };
}

/** The work of an item; the answer's title where the catalogue has none. */
function nameFor(catalogue: Catalogue, item: RecommendedItem) {
  const work = catalogue.work(item.itemId);
  return item.title !== undefined && work.title === work.itemId ? { ...work, title: item.title } : work;
}

/** Bars from the lowest score of the list (short) to the highest (full); all full when all scores are equal. */
function barLengths(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const lowest = Math.min(...scores, 0);
  return scores.map((score) => (highest === lowest ? 1 : Math.max(0.02, (score - lowest) / (highest - lowest))));
}

/** Remembers which button has the focus; the returned function gives it back, or to the work now in the same place. */
function rememberFocus(list: HTMLElement): () => void {
  const focused = document.activeElement;
  const row = focused?.closest(".row");
  if (!(focused instanceof HTMLElement) || row?.parentElement !== list) return () => {};
  const place = [...list.children].indexOf(row);
  const action = focused.dataset.action;
  return () => {
    const target = focused.isConnected
      ? focused
      : list.children[Math.min(place, list.children.length - 1)]?.querySelector(`[data-action="${action}"]`);
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };
}
