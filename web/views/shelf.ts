import type { Catalogue } from "../logic/catalogue.ts";
import { createCover } from "./cover.ts";
import { button, h } from "./dom.ts";
import { icon } from "./icons.ts";

export interface ShelfActions {
  readonly open: (itemId: string) => void;
  readonly remove: (itemId: string) => void;
  /** Where the focus goes when the last one has gone. */
  readonly focusAfterLast: () => void;
}

/** Covers of what the visitor likes, the latest first, each with a button that takes it away. */
export function createShelf(catalogue: Catalogue, { open, remove, focusAfterLast }: ShelfActions) {
  const element = h("ul", { class: "shelf", "data-shape": catalogue.words.coverShape });
  const books = new Map<string, HTMLElement>();
  const removers = () => [...element.querySelectorAll<HTMLElement>(".shelf-remove")];
  const bookOf = (itemId: string): HTMLElement => {
    const item = catalogue.item(itemId);
    const away = button({ class: "shelf-remove", "aria-label": `Remove from likes: ${item.title}` }, () => {
      const place = removers().indexOf(away);
      remove(itemId);
      const rest = removers();
      const next = rest[Math.min(place, rest.length - 1)];
      if (next === undefined) focusAfterLast();
      else next.focus();
    });
    away.append(icon("dismiss"));
    const show = button({ class: "shelf-open", "aria-label": item.title, title: item.title }, () => open(itemId));
    show.append(createCover(item, "full"));
    return h("li", { class: "shelf-item" }, show, away);
  };
  return {
    element,
    update: (itemIds: readonly string[]): void => {
      const shown = [...itemIds].reverse();
      for (const itemId of books.keys()) if (!itemIds.includes(itemId)) books.delete(itemId);
      for (const itemId of shown) if (!books.has(itemId)) books.set(itemId, bookOf(itemId));
      const next = shown.flatMap((itemId) => books.get(itemId) ?? []);
      // Untouched where nothing changed: a button that is taken out loses the focus.
      if (next.length === element.children.length && next.every((book, at) => book === element.children[at])) return;
      element.replaceChildren(...next);
    },
    focusFirst: (): void => element.querySelector<HTMLElement>(".shelf-open")?.focus(),
  };
}
