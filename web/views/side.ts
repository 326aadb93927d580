import type { RecommendedItem } from "../../src/serving/types.ts";
import type { Catalogue } from "../logic/catalogue.ts";
import type { Side } from "../logic/session.ts";
import { counted, formatMilliseconds } from "../logic/text.ts";
import { button, h, setText } from "./dom.ts";
import { createResultList } from "./result-list.ts";
import type { ItemActions } from "./verdict.ts";

/** What one place answered; a failure stands above the list it had before. */
export interface SideView {
  readonly element: HTMLElement;
  update(side: Side, other: readonly RecommendedItem[] | undefined): void;
}

export interface SideOptions {
  readonly name: string;
  /** "browser" or "edge": picks its colour. */
  readonly place: string;
  readonly catalogue: Catalogue;
  readonly actions: ItemActions;
  readonly explains: boolean;
  readonly retry: (() => void) | undefined;
}

/** Makes the view of one place. */
export function createSideView({ name, place, catalogue, actions, explains, retry }: SideOptions): SideView {
  const { one, many } = catalogue.words;
  const status = h("p", { class: "side-status" });
  const failureText = h("p");
  const failureCode = h("code");
  const failure = h(
    "div",
    { class: "side-failure", role: "alert", hidden: true },
    failureText,
    failureCode,
    retry && button({ class: "link" }, retry, "Try again"),
  );
  const list = createResultList(catalogue, actions, explains);
  const element = h(
    "article",
    { class: "side", "data-place": place, "aria-label": name },
    h("header", { class: "side-header" }, h("h3", {}, name), status),
    failure,
    list.element,
  );
  const statusText = ({ status: state, timing, answer }: Side): string => {
    if (state === "waiting") return "asking …";
    const unknown = answer?.unknownItemIds.length ?? 0;
    const last = timing?.medianMs ?? timing?.firstMs;
    return [
      ...(last === undefined ? [] : [formatMilliseconds(last)]),
      ...(answer?.reranked ? ["re-ranked"] : []),
      ...(unknown > 0 ? [`${counted(unknown, `chosen ${one}`, `chosen ${many}`)} unknown here`] : []),
    ].join(" · ");
  };
  return {
    element,
    update: (side, other) => {
      element.hidden = side.status === "off";
      element.dataset.status = side.status;
      element.setAttribute("aria-busy", String(side.status === "waiting"));
      setText(status, statusText(side));
      failure.hidden = side.failure === undefined;
      setText(failureText, side.failure?.message ?? "");
      setText(failureCode, side.failure?.code ?? "");
      list.update(side.answer?.items ?? [], other, side.answer?.ratings);
    },
  };
}
