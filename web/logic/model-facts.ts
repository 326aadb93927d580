import type { HeadManifest, Manifest } from "../../src/artefact/manifest.ts";
import { headGain } from "./head-gain.ts";
import { counted, formatMegabytes } from "./text.ts";

/** What the manifest says of the model, for developers: pairs of name and value. */
export function modelFacts({ model, head, data, version, evaluations, files }: Manifest): [string, string][] {
  const dimension = model.factorCount > 0 ? ` · ${counted(model.factorCount, "factor")}, ${model.precision}` : "";
  const gain = head === null ? undefined : headGain(evaluations);
  const size = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const counts = `${counted(data.items, "item")}, ${counted(data.users, "user")}, ${counted(data.interactions, "interaction")}`;
  return [
    ["Model", `${model.kind}${dimension}${head === null ? "" : ` · head ${headText(head)}`}`],
    ...(gain === undefined ? [] : [["Re-ranking adds", gain] as [string, string]]),
    ["Version", version],
    ["Public files", formatMegabytes(size)],
    ["Data", `${data.name} · ${counts}${data.note === "" ? "" : ` · ${data.note}`}`],
  ];
}

/** The kind of a head, and the models that find candidates for it beside the artefact's own. */
function headText({ kind, retrievers = [] }: HeadManifest): string {
  return retrievers.length === 0 ? kind : `${kind}, with ${retrievers.map((one) => one.kind).join(" and ")}`;
}
