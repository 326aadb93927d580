import { html } from "hono/html";
import { type RouteExample, refusalText } from "./examples/example.ts";
import type { Parameter } from "./openapi.ts";
import type { Route } from "./routes/route.ts";

/** Most lines of a body that show without scrolling. */
const SHOWN_LINES = 24;

/** One example as a form that can be changed: values of path and query as they stand for, the body as JSON. docs.js adds the buttons. */
export function exampleForm(
  { method, path, operationId }: Route,
  parameters: readonly Parameter[],
  { name, summary, refused, body, parameters: values = {} }: RouteExample,
  open: boolean,
) {
  const id = `${operationId}-${name}`;
  const text = JSON.stringify(body, null, 2);
  const used = parameters.filter((parameter) => values[parameter.name] !== undefined);
  return html`<details class="example" name="${operationId}-example" ${open ? "open" : ""}>
<summary>${summary}${refused ? html` <span class="refused">refused</span>` : ""}</summary>
${refused ? html`<p class="notice">${refusalText(refused)}</p>` : ""}
<form id="${id}" data-method="${method}" data-path="${path}" data-operation="${operationId}">
${used.map((parameter) => html`<label>${parameter.name}<input name="${parameter.name}" data-in="${parameter.in}" data-kind="${kindOf(parameter)}" value="${valueText(values[parameter.name])}"></label>`)}
${text === undefined ? "" : html`<label>Body<textarea name="body" spellcheck="false" cols="80" rows="${Math.min(SHOWN_LINES, text.split("\n").length)}">${text}</textarea></label>`}
<p class="actions"></p>
</form>
</details>`;
}

/** How a value of this parameter is written: as the text that it is, or as JSON. */
export function kindOf({ schema }: Parameter): "text" | "json" {
  return schema?.type === "string" ? "text" : "json";
}

/** A value as it is written into a field: texts as they are, all others as JSON. */
function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
