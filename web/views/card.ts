import type { RecommendedItem } from "../../src/serving/types.ts";
import { type Agreement, agreementWords } from "../logic/comparison.ts";
import { type Item, itemLine, priceWords } from "../logic/item.ts";
import { formatRating } from "../logic/text.ts";
import { createCover } from "./cover.ts";
import { button, h, setText } from "./dom.ts";
import { createVerdict, type ItemActions } from "./verdict.ts";

/** How a card differs from others of its list. */
export interface CardLook {
  /** Why it is there; empty where nothing was explained. */
  readonly reason: string;
  /** Whether it fills a personal list up by its popularity. */
  readonly filled: boolean;
  readonly agreement: Agreement | undefined;
  /** What the visitor is predicted to give. */
  readonly rating: number | undefined;
}

/** One item in a list; it stays the same element while its place changes. */
export interface Card {
  readonly element: HTMLElement;
  update(item: RecommendedItem, look: CardLook): void;
}

/** Makes the card of an item. A narrow list lays it out as a row, a wide one as a cover with words below: see card.css. */
export function createCard(item: Item, actions: ItemActions): Card {
  const rest = itemLine({ ...item, creator: "" });
  const rating = h("span", { class: "rating" });
  const rated = h("span", { hidden: true }, h("span", { class: "visually-hidden" }, "Predicted rating "), rating);
  const price = item.price === undefined ? undefined : priceWords(item.price, item.currency);
  const popular = h("span", { class: "popular", hidden: true }, "popular");
  const mark = h("span", { class: "mark", hidden: true });
  const reason = h("p", { class: "card-reason" });
  const verdict = createVerdict(item.itemId, item.title, actions, "hidden");
  const element = h(
    "article",
    { class: "card", "data-item-id": item.itemId },
    createCover(item, "full"),
    h(
      "div",
      { class: "card-text" },
      h(
        "p",
        { class: "card-head" },
        button({ class: "card-title", "data-action": "open" }, () => actions.open(item.itemId), item.title),
      ),
      // What is long gives way to what is short.
      h(
        "p",
        { class: "card-line" },
        item.creator === "" ? undefined : h("span", { class: "card-creator" }, item.creator),
        rest === "" ? undefined : h("span", {}, item.creator === "" ? rest : ` · ${rest}`),
      ),
      h(
        "p",
        { class: "card-figures" },
        price === undefined ? undefined : h("span", { class: "price" }, price),
        rated,
        popular,
        mark,
      ),
      reason,
    ),
    h("div", { class: "card-actions" }, ...verdict.elements),
  );
  return {
    element,
    update: ({ score }, look) => {
      element.dataset.score = String(score);
      setText(reason, look.filled ? "" : look.reason);
      if (look.reason === "") reason.removeAttribute("title");
      else reason.title = look.reason;
      rated.hidden = look.rating === undefined;
      setText(rating, look.rating === undefined ? "" : formatRating(look.rating));
      popular.hidden = !look.filled;
      mark.hidden = look.agreement === undefined;
      setText(mark, look.agreement === undefined ? "" : agreementWords(look.agreement));
      element.dataset.agreement = look.agreement?.kind ?? "";
      verdict.update();
    },
  };
}
