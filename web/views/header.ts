import type { Manifest } from "../../src/artefact/manifest.ts";
import { counted } from "../logic/text.ts";
import { h } from "./dom.ts";

/** Names the model, its version and the data; a note on the data stands out as a badge. */
export function createModelFacts(manifest: Manifest): HTMLElement {
  const { model, head, data, version } = manifest;
  const dimension = model.factorCount > 0 ? ` · ${counted(model.factorCount, "factor")}, ${model.precision}` : "";
  return h(
    "div",
    { class: "model-facts" },
    h(
      "dl",
      {},
      fact("Model", `${model.kind}${dimension}${head === null ? "" : ` · head ${head.kind}`}`),
      fact("Version", version, "fact-version"),
      fact(
        "Data",
        `${data.name} · ${counted(data.items, "item")}, ${counted(data.users, "user")}, ${counted(data.interactions, "interaction")}`,
      ),
    ),
    data.note === "" ? undefined : h("p", { class: "badge", "data-note": true }, data.note),
  );
}

function fact(name: string, value: string, className?: string): HTMLElement {
  return h("div", { class: className }, h("dt", {}, name), h("dd", {}, value));
}
