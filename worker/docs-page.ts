import { html, raw } from "hono/html";
import type { OpenApiDocument } from "./openapi.ts";
import { PROBLEMS } from "./problems.ts";

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; }
  h2 { margin-top: 2.5rem; } h3 { margin: 2rem 0 .25rem; font-size: 1rem; }
  code, pre { font: 14px/1.4 ui-monospace, monospace; background: #f3f4f6; border-radius: 4px; padding: .1rem .3rem; }
  pre { padding: .75rem; overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
  td, th { text-align: left; vertical-align: top; border-bottom: 1px solid #d8dee4; padding: .3rem .6rem .3rem 0; }
  @media (prefers-color-scheme: dark) { body { background: #14171a; color: #e6e8ea; } code, pre { background: #24292e; } }
`;

/** The page for people: every route, every schema and every problem, from the same document that programs read. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title}: HTTP interface</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<h1>${document.info.title}: HTTP interface</h1>
<p>${document.info.description} For programs: <a href="/openapi.json">openapi.json</a>.</p>
<h2>Routes</h2>
${operations.map(
  ({ path, method, operation }) => html`<section>
<h3 id="${operation.operationId}"><code>${method} ${path}</code></h3>
<p>${operation.summary}</p>
${table(
  ["parameter", "in", "meaning"],
  operation.parameters.map((parameter) => [parameter.name, parameter.in, parameter.description]),
)}
${table(
  ["status", "answer"],
  Object.entries(operation.responses).map(([status, response]) => [status, response.description]),
)}
</section>`,
)}
<h2>Problems</h2>
<p>Errors are problem documents (RFC 9457) of the type <code>application/problem+json</code>.</p>
<table><tr><th>problem</th><th>status</th><th>meaning</th></tr>
${Object.entries(PROBLEMS).map(
  ([kind, { status, title }]) =>
    html`<tr id="${kind}"><td><code>${kind}</code></td><td>${status}</td><td>${title}.</td></tr>`,
)}
</table>
<h2>Schemas</h2>
${Object.entries(document.components.schemas).map(
  ([name, schema]) => html`<h3 id="${name}">${name}</h3><pre>${JSON.stringify(schema, null, 2)}</pre>`,
)}
</body>
</html>
`);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]) {
  if (rows.length === 0) return "";
  return html`<table><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr>
${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</table>`;
}
