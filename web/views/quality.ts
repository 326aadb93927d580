import type { Manifest } from "../../src/artefact/manifest.ts";
import { qualityWords } from "../logic/quality.ts";
import type { Words } from "../logic/words.ts";
import { h } from "./dom.ts";

/** How good the suggestions are, in sentences; undefined where the artefact has no figures that words could tell. */
export function createQuality(manifest: Manifest, words: Words): HTMLElement | undefined {
  const told = qualityWords(manifest, words);
  if (told === undefined) return undefined;
  return h(
    "section",
    { class: "quality", "aria-labelledby": "quality-heading" },
    h("p", { class: "eyebrow" }, "How good is it?"),
    h("h2", { id: "quality-heading" }, told.headline),
    h("div", { class: "quality-text" }, ...told.sentences.map((sentence) => h("p", {}, sentence))),
  );
}
