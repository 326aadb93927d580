import type { HeadManifest, Manifest } from "../../src/artefact/manifest.ts";
import { headGain } from "../logic/head-gain.ts";
import { counted } from "../logic/text.ts";
import { h } from "./dom.ts";

/** Names the model, its version and the data; a note on the data stands out as a badge. */
export function createModelFacts(manifest: Manifest): HTMLElement {
  const { model, head, data, version, evaluations } = manifest;
  const gain = head === null ? undefined : headGain(evaluations);
  const dimension = model.factorCount > 0 ? ` · ${counted(model.factorCount, "factor")}, ${model.precision}` : "";
  return h(
    "div",
    { class: "model-facts" },
    h(
      "dl",
      {},
      fact("Model", `${model.kind}${dimension}${head === null ? "" : ` · head ${headText(head)}`}`),
      ...(gain === undefined ? [] : [fact("Re-ranking adds", gain, "fact-head")]),
      fact("Version", version, "fact-version"),
      fact(
        "Data",
        `${data.name} · ${counted(data.items, "item")}, ${counted(data.users, "user")}, ${counted(data.interactions, "interaction")}`,
      ),
    ),
    data.note === "" ? undefined : h("p", { class: "badge", "data-note": true }, data.note),
  );
}

/** The kind of a head, and the models that find candidates for it beside the artefact's own. */
function headText({ kind, retrievers = [] }: HeadManifest): string {
  return retrievers.length === 0 ? kind : `${kind}, with ${retrievers.map((one) => one.kind).join(" and ")}`;
}

function fact(name: string, value: string, className?: string): HTMLElement {
  return h("div", { class: className }, h("dt", {}, name), h("dd", {}, value));
}
