import type { RecommendedItem } from "../serving/types.ts";
import type { AttributeProperties } from "./attributes.ts";
import { bind } from "./binding.ts";
import { valuesOf } from "./item-values.ts";
import { defaultItem, node } from "./markup.ts";
import type { Taste } from "./taste-database.ts";

type SlotName = "item" | "empty" | "loading" | "error";

/** What a visitor sees of an element. It stands behind the element's own children, which it leaves alone. */
export interface ListView {
  /** Shows that a list is on its way: `k` places of the size of an item, unless there is a list already. */
  wait(k: number): void;
  show(items: readonly RecommendedItem[], taste: Taste): void;
  fail(): void;
  /** Marks the buttons by what the visitor has said. */
  mark(taste: Taste): void;
}

/** Out of sight, but not out of the ears of a screen reader. */
const HIDDEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";

export function createListView(host: HTMLElement & AttributeProperties): ListView {
  const heading = node("h2", "heading");
  const list = node("ol", "list");
  const message = node("div", "message");
  const status = node("p", "status", { role: "status" });
  status.style.cssText = HIDDEN;
  const view = node("div", "view", {}, list, message, status);

  const template = (name: SlotName): HTMLTemplateElement | null =>
    host.querySelector<HTMLTemplateElement>(`:scope > template[slot="${name}"]`);
  const own = (name: SlotName): Node | undefined => template(name)?.content.cloneNode(true);
  const content = (): DocumentFragment =>
    (template("item")?.content.cloneNode(true) as DocumentFragment | undefined) ?? defaultItem(host);

  /** The nodes in place of what was shown, with the heading that the element has by now. */
  const put = (items: readonly Node[], words: Node | string | undefined, spoken: string): void => {
    const text = host.heading;
    heading.textContent = text;
    list.setAttribute("aria-label", text || "Recommendations");
    if (text === "") heading.remove();
    else view.prepend(heading);
    list.hidden = items.length === 0;
    const focused = focusedPlace(list);
    list.replaceChildren(...items);
    message.replaceChildren(...(words === undefined ? [] : [words]));
    if (view.parentNode !== host) host.append(view);
    if (focused) restoreFocus(list, focused);
    if (status.textContent !== spoken) status.textContent = spoken;
  };

  const placeholder = (): HTMLLIElement => {
    const item = node("li", "item", { "aria-hidden": "true", inert: "" }, content());
    item.classList.add("near-edge-placeholder");
    return item;
  };

  return {
    wait: (k) => {
      if (view.isConnected && list.querySelector("[data-item-id]")) return;
      const waiting = own("loading");
      put(waiting ? [] : Array.from({ length: k }, placeholder), waiting, "");
    },
    show: (items, taste) => {
      const shown = items.map((item, at) => {
        const card = node("li", "item", { "data-item-id": item.itemId }, content());
        bind(card, valuesOf(item, at + 1, host.currency));
        nameButtons(card, item.title ?? item.itemId);
        return card;
      });
      const none = shown.length === 0;
      put(shown, none ? (own("empty") ?? "") : undefined, none ? "No recommendations" : countText(shown.length));
      markButtons(list, taste);
    },
    fail: () => {
      const words = own("error") ?? node("p", "error", {}, "Recommendations are not available at the moment.");
      put([], words, words.textContent?.trim() ?? "");
    },
    mark: (taste) => markButtons(list, taste),
  };
}

const countText = (count: number): string => (count === 1 ? "1 recommendation" : `${count} recommendations`);

/** Buttons of all items have the same text: what they are about is said to those who do not see it. */
function nameButtons(card: HTMLElement, title: string): void {
  for (const button of card.querySelectorAll("[data-action]:not([aria-label])")) {
    button.setAttribute("aria-label", `${button.textContent?.trim()}: ${title}`);
  }
}

function markButtons(list: HTMLElement, taste: Taste): void {
  for (const card of list.querySelectorAll<HTMLElement>("[data-item-id]")) {
    const itemId = card.dataset.itemId ?? "";
    for (const button of card.querySelectorAll<HTMLElement>("[data-action]")) {
      const said = button.dataset.action === "like" ? taste.likes : taste.dislikes;
      button.setAttribute("aria-pressed", String(said.includes(itemId)));
    }
  }
}

/** Where the focus is: the place of the item, and which of its controls. */
interface FocusedPlace {
  readonly item: number;
  readonly control: number;
}

const CONTROLS = "a[href], button, [tabindex]";

function focusedPlace(list: HTMLElement): FocusedPlace | undefined {
  const items = [...list.children];
  const item = items.findIndex((one) => one.contains(document.activeElement));
  if (item < 0) return undefined;
  return {
    item,
    control: [...(items[item]?.querySelectorAll(CONTROLS) ?? [])].indexOf(document.activeElement as Element),
  };
}

/** Whoever goes through a list by keyboard stays where they are, though the items are others. */
function restoreFocus(list: HTMLElement, { item, control }: FocusedPlace): void {
  const controls = list.children[Math.min(item, list.children.length - 1)]?.querySelectorAll<HTMLElement>(CONTROLS);
  controls?.[Math.min(control, controls.length - 1)]?.focus({ preventScroll: true });
}
