import type { Catalogue } from "../logic/catalogue.ts";
import { type Item, itemLine, priceWords } from "../logic/item.ts";
import type { ItemListKind, ItemLookup } from "../logic/item-lists.ts";
import { counted } from "../logic/text.ts";
import { createCover } from "./cover.ts";
import { button, h } from "./dom.ts";
import { icon } from "./icons.ts";
import { createItemListView } from "./item-list-view.ts";
import { createVerdict, type ItemActions } from "./verdict.ts";

/** A dialog with what is known of an item, the items most like it, and what people have together with it. */
export interface ItemPanel {
  readonly element: HTMLDialogElement;
  open(itemId: string): void;
  /** Takes over what the visitor thinks by now. */
  update(): void;
}

export interface ItemPanelOptions {
  readonly catalogue: Catalogue;
  readonly lookUp: ItemLookup;
  /** Lists that the model has. */
  readonly lists: readonly ItemListKind[];
  readonly actions: Omit<ItemActions, "open">;
  readonly focusElsewhere: () => void;
}

/** Makes the dialog, closed. An item of its lists opens in its place. */
export function createItemPanel({ catalogue, lookUp, lists, actions, focusElsewhere }: ItemPanelOptions): ItemPanel {
  const { many } = catalogue.words;
  const title = h("h2", { id: "panel-title", tabindex: "-1" });
  const cover = h("div", { class: "panel-cover", "data-shape": catalogue.words.coverShape });
  const facts = h("div", { class: "panel-facts" });
  const buttons = h("div", { class: "panel-actions" });
  const element = h("dialog", { class: "panel", "aria-labelledby": "panel-title" });
  const headings = { similar: `Similar ${many}`, boughtTogether: "Often chosen together" };
  const views = lists.map((kind) => {
    const look = (itemId: string, signal: AbortSignal) => lookUp(kind, itemId, signal);
    return createItemListView(headings[kind], catalogue, { ...actions, open }, look);
  });
  let asked = new AbortController();
  let verdict: ReturnType<typeof createVerdict> | undefined;

  function open(itemId: string): void {
    const item = catalogue.item(itemId);
    asked.abort();
    asked = new AbortController();
    title.textContent = item.title;
    cover.replaceChildren(createCover(item, "full"));
    facts.replaceChildren(...factsOf(item));
    verdict = createVerdict(itemId, item.title, { ...actions, open }, "shown");
    buttons.replaceChildren(...verdict.elements, ...(item.link === undefined ? [] : [linkTo(item.link)]));
    verdict.update();
    if (!element.open) element.showModal();
    element.scrollTop = 0;
    title.focus();
    for (const view of views) void view.show(itemId, asked.signal);
  }

  element.append(
    button({ class: "panel-close", "aria-label": "Close" }, () => element.close(), icon("dismiss")),
    h("div", { class: "panel-head" }, cover, h("div", { class: "panel-text" }, title, facts, buttons)),
    ...views.map((view) => view.element),
  );
  element.addEventListener("close", () => {
    asked.abort();
    // The browser returns the focus to the button that opened the dialog, unless its item has left the list.
    if (document.activeElement === document.body) focusElsewhere();
  });
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close();
  });
  return {
    element,
    open,
    update: () => {
      verdict?.update();
      for (const view of views) view.update();
    },
  };
}

function factsOf(item: Item): HTMLElement[] {
  const tags = item.categories.filter((value) => value !== item.kind);
  const line = itemLine(item);
  return [
    ...(line === "" ? [] : [h("p", {}, line)]),
    ...(item.price === undefined ? [] : [h("p", { class: "price" }, priceWords(item.price, item.currency))]),
    ...(tags.length === 0 ? [] : [h("p", { class: "hint" }, tags.join(", "))]),
    h("p", { class: "hint" }, `${counted(item.popularity, "interaction")} in the data`),
  ];
}

function linkTo(address: string): HTMLElement {
  return h("a", { class: "primary", href: address, rel: "noopener noreferrer", target: "_blank" }, "Open its page");
}
