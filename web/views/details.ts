import type { RecommendedItem } from "../../src/serving/types.ts";
import { type Catalogue, workLine } from "../logic/catalogue.ts";
import { compareLists, comparisonSentence } from "../logic/comparison.ts";
import type { SimilarLookup } from "../logic/similar.ts";
import { counted } from "../logic/text.ts";
import { button, h } from "./dom.ts";
import { icon } from "./icons.ts";
import { createResultList } from "./result-list.ts";
import type { WorkActions } from "./result-row.ts";

/** A dialog with what is known of a work and the works most like it. */
export interface Details {
  readonly element: HTMLDialogElement;
  open(itemId: string): void;
}

/** Makes the dialog, closed. A work in its list opens in its place. */
export function createDetails(
  catalogue: Catalogue,
  lookUp: SimilarLookup,
  actions: Omit<WorkActions, "open">,
  focusElsewhere: () => void,
): Details {
  const title = h("h2", { id: "details-title", tabindex: "-1" });
  const line = h("p", { class: "row-line" });
  const tags = h("p", { class: "details-tags" });
  const popularity = h("p", { class: "hint" });
  const status = h("p", { class: "details-status", role: "status" });
  const element = h("dialog", { class: "details", "aria-labelledby": "details-title" });
  let asked = new AbortController();

  const like = (itemId: string) => {
    actions.like(itemId);
    element.close();
  };
  const exclude = (itemId: string) => {
    actions.exclude(itemId);
    element.close();
  };
  const list = createResultList(catalogue, { like, exclude, open });
  const buttons = h("div", { class: "details-actions" });

  function open(itemId: string): void {
    const work = catalogue.work(itemId);
    asked.abort();
    asked = new AbortController();
    title.textContent = work.title;
    line.textContent = workLine(work);
    tags.textContent = work.tags.join(", ");
    tags.hidden = work.tags.length === 0;
    popularity.textContent = `${counted(work.popularity, "interaction")} in the data`;
    buttons.replaceChildren(
      button({ class: "act act-like" }, () => like(itemId), icon("like"), "Like"),
      button({ class: "act act-exclude" }, () => exclude(itemId), icon("dismiss"), "Not this"),
    );
    if (!element.open) element.showModal();
    element.scrollTop = 0;
    title.focus();
    void showSimilar(itemId, asked.signal);
  }

  async function showSimilar(itemId: string, signal: AbortSignal): Promise<void> {
    const { browser, edge } = lookUp(itemId, signal);
    const own: readonly RecommendedItem[] = browser && "answer" in browser ? browser.answer.items : [];
    list.update(own, undefined);
    const ownStatus = browser && ("failure" in browser ? browser.failure.message : "Compared in this browser.");
    status.textContent = ownStatus ?? "";
    if (edge === undefined) return;
    status.textContent = "Asking the edge …";
    const there = await edge;
    if (signal.aborted) return;
    if ("failure" in there) {
      status.textContent = [ownStatus, there.failure.message].filter(Boolean).join(" ");
      return;
    }
    if (browser === undefined) {
      list.update(there.answer.items, undefined);
      status.textContent = "Compared at the edge.";
      return;
    }
    list.update(own.length === 0 ? there.answer.items : own, own.length === 0 ? undefined : there.answer.items);
    status.textContent = `Browser and edge: ${comparisonSentence(compareLists(own, there.answer.items))}.`;
  }

  element.append(
    button({ class: "details-close", "aria-label": "Close" }, () => element.close(), icon("dismiss")),
    title,
    line,
    tags,
    popularity,
    buttons,
    h("h3", {}, "Similar works"),
    status,
    list.element,
  );
  element.addEventListener("close", () => {
    asked.abort();
    // The browser returns the focus to the button that opened the dialog, unless its work has left the list.
    if (document.activeElement === document.body) focusElsewhere();
  });
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close();
  });
  return { element, open };
}
