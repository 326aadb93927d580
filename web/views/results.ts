import type { Answer } from "../logic/answer.ts";
import type { Catalogue } from "../logic/catalogue.ts";
import { compareLists, comparisonDetail, comparisonSentence } from "../logic/comparison.ts";
import { fallbackSentence, tailSentence } from "../logic/messages.ts";
import { type Action, hasFilters } from "../logic/preferences.ts";
import type { Snapshot } from "../logic/session.ts";
import { button, h, setText } from "./dom.ts";
import type { WorkActions } from "./result-row.ts";
import { createSideView } from "./side.ts";

export interface ResultsOptions {
  readonly catalogue: Catalogue;
  readonly actions: WorkActions;
  readonly dispatch: (action: Action) => void;
  readonly retryEdge: () => void;
  readonly toolbar: HTMLElement;
}

/** The recommendations: one list, or two side by side with a line that says how far they agree. */
export function createResults({ catalogue, actions, dispatch, retryEdge, toolbar }: ResultsOptions): {
  readonly element: HTMLElement;
  update(snapshot: Snapshot): void;
} {
  const heading = h("h2", { id: "results-heading", tabindex: "-1" });
  const notice = h("p", { class: "notice" });
  const verdict = h("strong");
  const detail = h("span");
  const agreement = h("p", { class: "agreement", role: "status", hidden: true }, verdict, detail);
  const clear = button({ class: "link" }, () => dispatch({ type: "clear-filters" }), "Clear filters");
  const nothing = h("p", { class: "nothing" }, "No work matches. ", clear);
  const browser = createSideView("This browser", "browser", catalogue, actions, undefined);
  const edge = createSideView("The edge", "edge", catalogue, actions, retryEdge);
  const element = h(
    "section",
    { class: "results", id: "results", "aria-labelledby": "results-heading" },
    heading,
    toolbar,
    notice,
    agreement,
    nothing,
    h("div", { class: "sides" }, browser.element, edge.element),
  );
  return {
    element,
    update: (snapshot) => {
      const main = mainAnswer(snapshot);
      setText(heading, main?.fallback === undefined && main !== undefined ? "For you" : "Popular");
      notice.textContent = main === undefined ? "" : noticeOf(main);
      notice.hidden = notice.textContent === "";
      nothing.hidden = main === undefined || main.items.length > 0;
      clear.hidden = !hasFilters(snapshot.preferences);
      const pair = comparedAnswers(snapshot);
      agreement.hidden = pair === undefined;
      if (pair !== undefined) {
        const comparison = compareLists(pair.browser.items, pair.edge.items);
        agreement.dataset.complete = String(comparison.sameOrder && comparison.sharedCount === comparison.length);
        setText(verdict, comparisonSentence(comparison));
        setText(detail, comparisonDetail(comparison, pair.browser, pair.edge));
      }
      browser.update(snapshot.browser, pair?.edge.items);
      edge.update(snapshot.edge, pair?.browser.items);
    },
  };
}

function noticeOf(answer: Answer): string {
  return answer.fallback === undefined ? tailSentence(answer) : fallbackSentence(answer.fallback);
}

function mainAnswer({ preferences, browser, edge }: Snapshot): Answer | undefined {
  return preferences.where === "edge" ? edge.answer : (browser.answer ?? edge.answer);
}

function comparedAnswers({ browser, edge }: Snapshot): { browser: Answer; edge: Answer } | undefined {
  if (browser.status !== "ready" || edge.status !== "ready") return undefined;
  if (browser.answer === undefined || edge.answer === undefined) return undefined;
  return { browser: browser.answer, edge: edge.answer };
}
