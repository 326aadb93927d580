import type { Manifest } from "../../src/artefact/manifest.ts";
import type { RecommendRequest } from "../../src/serving/types.ts";
import { compareLists, comparisonDetail, comparisonSentence } from "../logic/comparison.ts";
import { timingSentence } from "../logic/messages.ts";
import { modelFacts } from "../logic/model-facts.ts";
import { comparedAnswers, mainAnswer, type Side, type Snapshot } from "../logic/session.ts";
import { counted } from "../logic/text.ts";
import { h, setText } from "./dom.ts";
import { createEvaluations } from "./evaluations.ts";

/** Facts for developers: the model, times, agreement of both places, counters, the request and the figures. */
export function createDeveloper(
  manifest: Manifest,
  requestOf: () => RecommendRequest,
): { readonly element: HTMLElement; update(snapshot: Snapshot): void } {
  const lines = {
    browser: line("This browser"),
    edge: line("The edge"),
    agreement: line("Agreement"),
    work: line("Work"),
  };
  const request = h("code");
  const element = h(
    "div",
    {},
    h("h3", {}, "Model"),
    h("dl", { class: "facts" }, ...modelFacts(manifest).map(([name, value]) => fact(name, value))),
    h("h3", {}, "This list"),
    h("dl", { class: "facts" }, ...Object.values(lines).map((one) => one.element)),
    h("h3", {}, "Request"),
    h("p", { class: "hint" }, "The same for the engine in this browser and for POST /v1/recommendations."),
    h("pre", { tabindex: "0", role: "region", "aria-label": "Request as JSON" }, request),
    h("h3", {}, "Figures"),
    createEvaluations(manifest),
  );
  return {
    element,
    update: (snapshot) => {
      lines.browser.show(timesOf(snapshot.browser));
      lines.edge.show(timesOf(snapshot.edge));
      lines.agreement.show(agreementOf(snapshot));
      lines.work.show(workOf(snapshot));
      setText(request, JSON.stringify(requestOf(), null, 2));
    },
  };
}

function fact(name: string, value: string): HTMLElement {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

function line(name: string) {
  const value = h("dd");
  const element = h("div", { hidden: true }, h("dt", {}, name), value);
  return {
    element,
    show: (text: string): void => {
      element.hidden = text === "";
      setText(value, text);
    },
  };
}

function timesOf({ timing, answer }: Side): string {
  if (timing === undefined) return "";
  return [timingSentence(timing), ...(answer?.reranked ? ["re-ranked"] : [])].join(" · ");
}

function agreementOf(snapshot: Snapshot): string {
  const pair = comparedAnswers(snapshot);
  if (pair === undefined) return "";
  const comparison = compareLists(pair.browser.items, pair.edge.items);
  const detail = comparisonDetail(comparison, pair.browser, pair.edge);
  return [comparisonSentence(comparison), ...(detail === "" ? [] : [detail])].join(" · ");
}

function workOf(snapshot: Snapshot): string {
  const { itemsScored, itemsExcluded, itemsReranked } = mainAnswer(snapshot)?.work ?? {};
  return [
    ...(itemsScored === undefined ? [] : [`${counted(itemsScored, "item")} scored`]),
    ...(itemsExcluded === undefined ? [] : [`${counted(itemsExcluded, "item")} excluded`]),
    ...(itemsReranked === undefined ? [] : [`${counted(itemsReranked, "item")} re-ranked`]),
  ].join(" · ");
}
