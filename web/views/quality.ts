import type { QualityWords } from "../logic/quality.ts";
import { h } from "./dom.ts";

/** How good the suggestions are, in sentences. */
export function createQuality({ headline, sentences }: QualityWords): HTMLElement {
  return h(
    "section",
    { class: "quality", "aria-labelledby": "quality-heading" },
    h("p", { class: "eyebrow" }, "How good is it?"),
    h("h2", { id: "quality-heading" }, headline),
    h("div", { class: "quality-text" }, ...sentences.map((sentence) => h("p", {}, sentence))),
  );
}
