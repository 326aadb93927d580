import type { Answer } from "../logic/answer.ts";
import type { Catalogue } from "../logic/catalogue.ts";
import { compareLists, comparisonDetail, comparisonSentence } from "../logic/comparison.ts";
import { fallbackSentence, tailSentence } from "../logic/messages.ts";
import { type Action, hasFilters, type Where } from "../logic/preferences.ts";
import { comparedAnswers, mainAnswer, type Snapshot } from "../logic/session.ts";
import { type Choice, createChoices } from "./choices.ts";
import { button, h, setText } from "./dom.ts";
import { createSideView } from "./side.ts";
import type { ItemActions } from "./verdict.ts";

const PLACES: readonly Choice<Where>[] = [
  { value: "browser", label: "This browser" },
  { value: "edge", label: "The edge" },
  { value: "both", label: "Compare" },
];

export interface ResultsOptions {
  readonly catalogue: Catalogue;
  readonly actions: ItemActions;
  readonly dispatch: (action: Action) => void;
  readonly retryEdge: () => void;
  /** Without an engine there is one place, and nothing to choose. */
  readonly hasEngine: boolean;
  readonly explains: boolean;
}

/** The recommendations: one list, or two with a line that says how far they agree. */
export function createResults(options: ResultsOptions): {
  readonly element: HTMLElement;
  update(snapshot: Snapshot): void;
} {
  const { catalogue, actions, dispatch, retryEdge, hasEngine, explains } = options;
  const { words } = catalogue;
  const heading = h("h2", { id: "results-heading", tabindex: "-1" });
  const where = createChoices("Computed in", PLACES, (value) => dispatch({ type: "where", where: value }));
  const notice = h("p", { class: "notice" });
  const verdict = h("strong");
  const detail = h("span");
  const agreement = h("p", { class: "agreement", role: "status", hidden: true }, verdict, detail);
  const clear = button({ class: "link" }, () => dispatch({ type: "clear-filters" }), "Clear filters");
  const nothing = h("p", { class: "nothing" }, `No ${words.one} matches. `, clear);
  const common = { catalogue, actions, explains };
  const browser = createSideView({ ...common, name: "This browser", place: "browser", retry: undefined });
  const edge = createSideView({ ...common, name: "The edge", place: "edge", retry: retryEdge });
  const sides = h("div", { class: "sides" }, browser.element, edge.element);
  const element = h(
    "section",
    { class: "results", id: "results", "aria-labelledby": "results-heading" },
    h("div", { class: "results-head" }, heading, ...(hasEngine ? [where.element] : [])),
    notice,
    agreement,
    nothing,
    sides,
  );
  return {
    element,
    update: (snapshot) => {
      const main = mainAnswer(snapshot);
      where.update(snapshot.preferences.where);
      const isPersonal = main !== undefined && main.fallback === undefined;
      setText(heading, isPersonal ? "For you" : "Popular");
      setText(notice, main === undefined ? "" : noticeOf(main));
      notice.hidden = isPersonal && notice.textContent === "";
      nothing.hidden = main === undefined || main.items.length > 0;
      clear.hidden = !hasFilters(snapshot.preferences);
      sides.dataset.compare = String(snapshot.preferences.where === "both");
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

  function noticeOf(answer: Answer): string {
    return answer.fallback === undefined ? tailSentence(answer, words) : fallbackSentence(answer.fallback, words);
  }
}
