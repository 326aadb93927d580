import type { RecommendedItem } from "../../src/serving/types.ts";
import { type Work, workLine } from "../logic/catalogue.ts";
import { type Agreement, agreementWords } from "../logic/comparison.ts";
import { formatRating } from "../logic/text.ts";
import { button, h } from "./dom.ts";
import { icon } from "./icons.ts";

/** What a visitor can do with a work in a list. */
export interface WorkActions {
  readonly like: (itemId: string) => void;
  readonly exclude: (itemId: string) => void;
  readonly open: (itemId: string) => void;
}

/** How a row differs from others of its list. */
export interface RowLook {
  /** Length of the score's bar, 0 to 1. */
  readonly share: number;
  /** Whether it fills a personal list up by its popularity: "popular" stands there in place of a score. */
  readonly filled: boolean;
}

/** One work in a list; it stays the same element while its place and score change. */
export interface ResultRow {
  readonly element: HTMLElement;
  /** `rating` is what the visitor is predicted to give. */
  update(item: RecommendedItem, look: RowLook, agreement: Agreement | undefined, rating: number | undefined): void;
}

/** Makes the row of a work. */
export function createResultRow(work: Work, actions: WorkActions): ResultRow {
  const score = h("span", { class: "score" });
  const rating = h("span", { class: "rating" });
  const rated = h("span", { hidden: true }, h("span", { class: "visually-hidden" }, "Predicted rating "), rating);
  const bar = h("span", { class: "score-bar", "aria-hidden": "true" });
  const mark = h("span", { class: "mark", hidden: true });
  const label = h("span", { class: "visually-hidden" }, "Score ");
  const popular = h("span", { class: "popular", hidden: true }, "popular");
  const element = h(
    "li",
    { class: "row", "data-item-id": work.itemId },
    h(
      "div",
      { class: "row-text" },
      button({ class: "row-title", "data-action": "open" }, () => actions.open(work.itemId), work.title),
      h("p", { class: "row-line" }, workLine(work)),
    ),
    h("div", { class: "row-figures" }, rated, label, score, popular, mark),
    h(
      "div",
      { class: "row-actions" },
      button(
        { class: "act act-like", "data-action": "like", "aria-label": `Like ${work.title}` },
        () => actions.like(work.itemId),
        icon("like"),
        h("span", {}, "Like"),
      ),
      button(
        { class: "act act-exclude", "data-action": "exclude", "aria-label": `Not this: ${work.title}` },
        () => actions.exclude(work.itemId),
        icon("dismiss"),
        h("span", {}, "Not this"),
      ),
    ),
    bar,
  );
  return {
    element,
    update: (item, { share, filled }, agreement, predicted) => {
      score.textContent = formatScore(item.score);
      bar.style.setProperty("--share", share.toFixed(4));
      rated.hidden = predicted === undefined;
      rating.textContent = predicted === undefined ? "" : formatRating(predicted);
      popular.hidden = !filled;
      score.hidden = filled;
      label.hidden = filled;
      mark.hidden = agreement === undefined;
      if (agreement === undefined) return;
      mark.textContent = agreementWords(agreement);
      mark.dataset.kind = agreement.kind;
    },
  };
}

/** Counts as they are, other scores with four decimals. */
function formatScore(score: number): string {
  return Number.isInteger(score) && Math.abs(score) >= 10 ? score.toLocaleString("en-GB") : score.toFixed(4);
}
