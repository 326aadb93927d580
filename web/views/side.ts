import type { RecommendedItem } from "../../src/serving/types.ts";
import type { Catalogue } from "../logic/catalogue.ts";
import { timingSentence } from "../logic/messages.ts";
import type { Side } from "../logic/session.ts";
import { counted } from "../logic/text.ts";
import { button, h, setText } from "./dom.ts";
import { createResultList } from "./result-list.ts";
import type { WorkActions } from "./result-row.ts";

/** What one place answered, with how long it took; a failure stands above the list it had before. */
export interface SideView {
  readonly element: HTMLElement;
  update(side: Side, other: readonly RecommendedItem[] | undefined): void;
}

/** Makes the view of one place. `place` is "browser" or "edge" and picks its colour. */
export function createSideView(
  name: string,
  place: string,
  catalogue: Catalogue,
  actions: WorkActions,
  retry: (() => void) | undefined,
): SideView {
  const timing = h("p", { class: "side-timing" });
  const work = h("p", { class: "side-work" });
  const failureText = h("p");
  const failureCode = h("code");
  const failure = h(
    "div",
    { class: "side-failure", role: "alert", hidden: true },
    failureText,
    failureCode,
    retry && button({ class: "link" }, retry, "Try again"),
  );
  const list = createResultList(catalogue, actions);
  const element = h(
    "article",
    { class: "side", "data-place": place, "aria-label": name },
    h("header", { class: "side-header" }, h("h3", {}, name), timing, work),
    failure,
    list.element,
  );
  return {
    element,
    update: (side, other) => {
      element.hidden = side.status === "off";
      element.dataset.status = side.status;
      element.setAttribute("aria-busy", String(side.status === "waiting"));
      timing.textContent = timingText(side);
      work.textContent = workText(side);
      failure.hidden = side.failure === undefined;
      setText(failureText, side.failure?.message ?? "");
      setText(failureCode, side.failure?.code ?? "");
      list.update(side.answer?.items ?? [], other, side.answer?.ratings);
    },
  };
}

function timingText({ status, timing }: Side): string {
  if (status === "waiting") return "asking …";
  return timing === undefined ? "" : timingSentence(timing);
}

function workText({ answer }: Side): string {
  if (answer === undefined) return "";
  const scored = !answer.itemsScored ? [] : [`${counted(answer.itemsScored, "item")} scored`];
  const unknown = answer.unknownItemIds.length;
  return [
    ...scored,
    ...(answer.reranked ? ["re-ranked"] : []),
    ...(unknown > 0 ? [`${counted(unknown, "chosen work")} unknown here`] : []),
  ].join(" · ");
}
