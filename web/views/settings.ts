import { diversityWords } from "../logic/messages.ts";
import { type Action, LENGTHS } from "../logic/preferences.ts";
import type { HeadStatus, Snapshot } from "../logic/session.ts";
import { h, setText, uniqueId } from "./dom.ts";

const HEAD_NOTES: Readonly<Record<HeadStatus, string>> = {
  none: "",
  idle: "",
  loading: "loading…",
  ready: "",
  failed: "not available",
};

/** How a list is made: how varied, how long, and whether it is re-ranked. What the model cannot do is not offered. */
export function createSettings(
  dispatch: (action: Action) => void,
  offersDiversity: boolean,
): { readonly element: HTMLElement; update(snapshot: Snapshot): void } {
  const diversityId = uniqueId("diversity");
  const diversity = h("input", { id: diversityId, class: "slider", type: "range", min: "0", max: "1", step: "0.1" });
  const degree = h("output", { class: "range-numbers", for: diversityId });
  const showDegree = (): void => {
    const text = diversityWords(Number(diversity.value));
    setText(degree, text);
    diversity.setAttribute("aria-valuetext", text);
    diversity.style.setProperty("--high", diversity.value);
  };
  let isMoving = false;
  diversity.addEventListener("input", () => {
    isMoving = true;
    showDegree();
  });
  diversity.addEventListener("change", () => {
    isMoving = false;
    dispatch({ type: "diversity", diversity: Number(diversity.value) });
  });
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
      { class: "settings" },
      offersDiversity
        ? h(
            "div",
            { class: "range" },
            h("div", { class: "range-head" }, h("label", { for: diversityId }, "Diversity"), degree),
            diversity,
          )
        : undefined,
      h(
        "div",
        { class: "settings-row" },
        h("div", { class: "field" }, h("label", { for: lengthId }, "Results"), length),
        rerankSwitch,
      ),
    ),
    update: ({ preferences, head, headFailure }) => {
      if (!isMoving) diversity.value = String(preferences.diversity);
      showDegree();
      length.value = String(preferences.k);
      rerank.checked = preferences.rerank;
      rerankSwitch.hidden = head === "none";
      setText(headNote, [HEAD_NOTES[head], headFailure?.code].filter(Boolean).join(": "));
    },
  };
}
