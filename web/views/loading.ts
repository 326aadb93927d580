import type { LoadProgress } from "../../src/browser.ts";
import type { Failure } from "../logic/answer.ts";
import { formatCount, formatMegabytes } from "../logic/text.ts";
import { button, h } from "./dom.ts";

/** What stands in the page until the model is there. */
export function createLoading(): {
  readonly element: HTMLElement;
  update(progress: LoadProgress): void;
  /** The files are there, and their items are read. */
  reading(count: number, itemCount: number): void;
} {
  const bar = h("progress", { "aria-labelledby": "loading-label" });
  const amount = h("p", { class: "loading-amount" });
  const heading = h("h2", { id: "loading-label" }, "Fetching the model to this browser");
  return {
    element: h("section", { class: "loading" }, heading, bar, amount),
    update: ({ loadedBytes, totalBytes }) => {
      amount.textContent = formatMegabytes(loadedBytes);
      if (totalBytes === undefined) return;
      bar.max = totalBytes;
      bar.value = Math.min(loadedBytes, totalBytes);
      amount.textContent = `${formatMegabytes(loadedBytes)} of ${formatMegabytes(totalBytes)}`;
    },
    reading: (count, itemCount) => {
      heading.textContent = "Reading the catalogue";
      bar.max = itemCount;
      bar.value = count;
      amount.textContent = `${formatCount(count)} of ${formatCount(itemCount)} items`;
    },
  };
}

/** Says why the model could not be loaded. */
export function createLoadFailure(failure: Failure, retry: () => void): HTMLElement {
  return h(
    "section",
    { class: "load-failure", role: "alert" },
    h("h2", {}, "The model could not be loaded"),
    h("p", {}, failure.message),
    h("p", {}, h("code", {}, failure.code)),
    button({ class: "primary" }, retry, "Try again"),
  );
}
