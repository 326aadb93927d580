import type { Action, Where } from "../logic/preferences.ts";
import type { HeadStatus, Snapshot } from "../logic/session.ts";
import { type Choice, createChoices } from "./choices.ts";
import { h, uniqueId } from "./dom.ts";

const PLACES: readonly Choice<Where>[] = [
  { value: "browser", label: "This browser" },
  { value: "edge", label: "The edge" },
  { value: "both", label: "Both" },
];
const LENGTHS = [5, 10, 20, 50];
const HEAD_NOTES: Readonly<Record<HeadStatus, string>> = {
  none: "",
  idle: "",
  loading: "loading…",
  ready: "",
  failed: "not available",
};

/**
 * Where to compute, where there is a choice, how many, and whether to re-rank; the last only where the artefact has a head.
 */
export function createToolbar(
  dispatch: (action: Action) => void,
  hasEngine: boolean,
): {
  readonly element: HTMLElement;
  update(snapshot: Snapshot): void;
} {
  const where = createChoices("Where", PLACES, (value) => dispatch({ type: "where", where: value }));
  const lengthId = uniqueId("length");
  const length = h("select", { id: lengthId }, ...LENGTHS.map((k) => h("option", { value: String(k) }, String(k))));
  length.addEventListener("change", () => dispatch({ type: "k", k: Number(length.value) }));
  const rerank = h("input", { type: "checkbox", role: "switch" });
  rerank.addEventListener("change", () => dispatch({ type: "rerank", rerank: rerank.checked }));
  const headNote = h("span", { class: "switch-note" });
  const rerankSwitch = h("label", { class: "switch" }, rerank, h("span", {}, "Re-ranking"), headNote);
  return {
    element: h(
      "div",
      { class: "toolbar" },
      ...(hasEngine ? [where.element] : []),
      h("div", { class: "field" }, h("label", { for: lengthId }, "Results"), length),
      rerankSwitch,
    ),
    update: ({ preferences, head, headFailure }) => {
      where.update(preferences.where);
      length.value = String(preferences.k);
      rerank.checked = preferences.rerank;
      rerankSwitch.hidden = head === "none";
      headNote.textContent = [HEAD_NOTES[head], headFailure?.code].filter(Boolean).join(": ");
    },
  };
}
