import type { Manifest } from "../../src/artefact/manifest.ts";
import { type EvaluationRow, type EvaluationTable, evaluationTables } from "../logic/evaluation-tables.ts";
import { counted, formatCount, signedPercent } from "../logic/text.ts";
import { h } from "./dom.ts";

/** The figures of the manifest, each table under the protocol that made it, beside popularity. */
export function createEvaluations(manifest: Manifest): HTMLElement {
  const tables = evaluationTables(manifest.evaluations);
  const legend =
    tables.length === 0
      ? "This artefact carries no measurements."
      : "Measured when the artefact was made; × compares with recommending what is popular, % with what is usual for the user and the item.";
  return h("div", { class: "evaluations" }, h("p", { class: "hint" }, legend), ...tables.map(tableOf));
}

function tableOf(table: EvaluationTable): HTMLElement {
  const part = table.part === "test" ? "Test" : "Validation";
  const kind = table.kind === "errors" ? " · errors of predicted ratings, less is better" : "";
  const users =
    table.sampledFrom === undefined
      ? counted(table.users, "user")
      : `${formatCount(table.users)} of ${counted(table.sampledFrom, "user")}`;
  const headings = table.metricNames.map((name) => h("th", { scope: "col" }, name));
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": `${part}, ${table.protocol}, ${table.kind}` },
    h(
      "table",
      {},
      h("caption", {}, h("strong", {}, part), ` · ${table.protocol} · ${users}${kind}`),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Method"), ...headings)),
      h("tbody", {}, ...table.rows.map((row) => rowOf(row, table))),
    ),
  );
}

function rowOf(row: EvaluationRow, { metricNames, kind }: EvaluationTable): HTMLElement {
  const cells = metricNames.map((name) => {
    const cell = row.values.get(name);
    if (cell === undefined) return h("td", {}, "–");
    const times = cell.timesBaseline === undefined ? undefined : comparison(cell.timesBaseline, kind);
    const error = cell.standardError === undefined ? "" : ` ± ${cell.standardError.toFixed(4)}`;
    return h("td", {}, `${cell.value.toFixed(4)}${error}`, times && h("span", { class: "times" }, times));
  });
  return h("tr", { "data-baseline": row.isBaseline }, h("th", { scope: "row" }, row.subject), ...cells);
}

/** `3.0×` what a list of popular items reaches; an error that is `−4.9 %` of the yardstick's. */
function comparison(timesBaseline: number, kind: EvaluationTable["kind"]): string {
  return kind === "lists" ? `${timesBaseline.toFixed(1)}×` : signedPercent(timesBaseline - 1);
}
