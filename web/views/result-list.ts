import type { RecommendedItem } from "../../src/serving/types.ts";
import type { Ratings } from "../logic/answer.ts";
import type { Catalogue } from "../logic/catalogue.ts";
import { agreementOf } from "../logic/comparison.ts";
import { reasonSentence } from "../logic/reasons.ts";
import { type Card, createCard } from "./card.ts";
import { h } from "./dom.ts";
import type { ItemActions } from "./verdict.ts";

/** An ordered list of items that keeps an item's card, and the focus in it, while the list changes around it. */
export interface ResultList {
  readonly element: HTMLElement;
  /** Shows `items`; with `other`, marks where each stands in that list; with `ratings`, what each is predicted to get. */
  update(items: readonly RecommendedItem[], other: readonly RecommendedItem[] | undefined, ratings?: Ratings): void;
}

/**
 * Makes an empty list. Places stay where they are and cards change places: a card that moves is taken out and put in, so that
 * nothing is pushed around it. `explains` keeps room for reasons in personal lists.
 */
export function createResultList(catalogue: Catalogue, actions: ItemActions, explains: boolean): ResultList {
  const element = h("ol", { class: "cards", "data-shape": catalogue.words.coverShape });
  const titleOf = (itemId: string): string => catalogue.item(itemId).title;
  let cards = new Map<string, Card>();
  return {
    element,
    update: (items, other, ratings) => {
      const restoreFocus = rememberFocus(element);
      const isPersonal = items.some(({ source }) => source === undefined);
      element.toggleAttribute("data-explains", explains && isPersonal);
      const next = new Map<string, Card>();
      for (const [place, item] of items.entries()) {
        const card = cards.get(item.itemId) ?? createCard(itemOf(catalogue, item), actions);
        const reason = reasonSentence(item, titleOf);
        card.update(item, {
          reason: isPersonal ? reason : "",
          filled: isPersonal && item.source === "popular",
          agreement: other && agreementOf(item.itemId, place + 1, other),
          rating: ratings?.get(item.itemId),
        });
        next.set(item.itemId, card);
      }
      fill(element, [...next.values()]);
      cards = next;
      restoreFocus();
    },
  };
}

/** Puts each card into the place of its number; a card that is there already is not touched. */
function fill(list: HTMLElement, cards: readonly Card[]): void {
  while (list.children.length > cards.length) list.lastElementChild?.remove();
  for (const [place, { element }] of cards.entries()) {
    const slot = list.children[place] ?? list.appendChild(h("li", { class: "row" }));
    if (element.parentElement === slot) continue;
    slot.replaceChildren(element);
  }
}

/** The item of an answer; the answer's title where the catalogue has none. */
function itemOf(catalogue: Catalogue, answered: RecommendedItem) {
  const item = catalogue.item(answered.itemId);
  return answered.title !== undefined && item.title === item.itemId ? { ...item, title: answered.title } : item;
}

/** Remembers which button has the focus; the returned function gives it back, or to the item now in the same place. */
function rememberFocus(list: HTMLElement): () => void {
  const focused = document.activeElement;
  const row = focused?.closest(".row");
  if (!(focused instanceof HTMLElement) || row?.parentElement !== list) return () => {};
  const place = [...list.children].indexOf(row);
  const action = focused.dataset.action;
  return () => {
    if (focused === document.activeElement) return;
    const target = focused.isConnected
      ? focused
      : list.children[Math.min(place, list.children.length - 1)]?.querySelector(`[data-action="${action}"]`);
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };
}
