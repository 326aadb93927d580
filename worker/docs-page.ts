import { html } from "hono/html";
import { exampleForm, kindOf } from "./docs-example.ts";
import { answeredFirst } from "./examples/example.ts";
import type { ExampleFacts } from "./examples/facts.ts";
import type { OpenApiDocument } from "./openapi.ts";
import { PROBLEMS } from "./problems.ts";
import type { Route } from "./routes/route.ts";

/**
 * Scripts and styles of this origin alone, and no text that becomes markup by script. docs.js and docs.css are built with the page
 * (web/docs) and lie among the static files: they would not fit the worker.
 */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; require-trusted-types-for 'script'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The page for people: every route with its examples, every problem and every schema, from the same document that programs read. All
 * of it is there without a script; docs.js adds what runs the examples. `missing` says why no model could be loaded.
 */
export function docsPage(
  document: OpenApiDocument,
  routes: readonly Route[],
  facts: ExampleFacts,
  missing: string | undefined,
): string {
  const { info, paths, components } = document;
  return String(html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title}: HTTP interface</title>
<link rel="stylesheet" href="docs.css">
<link rel="icon" href="data:,">
<script type="module" src="docs.js" blocking="render"></script>
</head>
<body>
<a class="skip" href="#routes">Skip to the routes</a>
<header class="masthead">
<h1><span class="wordmark">Near<span class="wordmark-edge">Edge</span></span> HTTP interface</h1>
<p>${info.description} For programs: <a href="openapi.json">openapi.json</a>.</p>
${missing === undefined ? modelLine(facts) : html`<p class="notice" role="status">The model is not available, so the examples name items and users that are nobody's. ${missing}</p>`}
</header>
<div class="columns">
<nav aria-label="Contents"><ul>
${routes.map(({ operationId, method, path }) => html`<li><a href="#${operationId}">${methodTag(method)} <code>${path}</code></a></li>`)}
<li><a href="#problems">Problems</a></li><li><a href="#schemas">Schemas</a></li>
</ul></nav>
<main>
<section id="routes" aria-labelledby="routes-heading"><h2 id="routes-heading" tabindex="-1">Routes</h2>
${routes.map((route) => routeSection(route, paths, facts))}
</section>
<section aria-labelledby="problems"><h2 id="problems">Problems</h2>
<p>Errors are problem documents (RFC 9457) of the type <code>application/problem+json</code>.</p>
${table(
  ["problem", "status", "meaning"],
  Object.entries(PROBLEMS).map(
    ([kind, { status, title }]) =>
      html`<tr id="${kind}"><td><code>${kind}</code></td><td>${status}</td><td>${title}.</td></tr>`,
  ),
)}
</section>
<section aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) =>
    html`<details><summary>${name}</summary><pre id="${name}" tabindex="0">${JSON.stringify(schema, null, 2)}</pre></details>`,
)}
</section>
<p class="hint" id="static">Examples run where the files docs.js and docs.css lie among the static files of the service; <code>nearedge publish</code> puts them there.</p>
</main>
</div>
</body>
</html>
`);
}

/** Whose ids the examples have. */
function modelLine({ model, titles }: ExampleFacts) {
  return html`<p>The examples are of the model that answers here, ${model}: ${titles.map(
    ({ itemId, title }, place) => html`${place > 0 ? " · " : ""}<code>${itemId}</code> ${title}`,
  )}</p>`;
}

function methodTag(method: string) {
  return html`<span class="method ${method}">${method}</span>`;
}

function routeSection(route: Route, paths: OpenApiDocument["paths"], facts: ExampleFacts) {
  const { method, path, operationId, summary } = route;
  const { parameters = [], responses = {} } = paths[path]?.[method.toLowerCase()] ?? {};
  return html`<section class="route" aria-labelledby="${operationId}">
<h3 id="${operationId}">${methodTag(method)} <code>${path}</code></h3>
<p>${summary}</p>
${answeredFirst(route.examples(facts)).map((example, place) => exampleForm(route, parameters, example, place === 0))}
${
  parameters.length === 0
    ? ""
    : html`<details><summary>Parameters (${parameters.length})</summary>${table(
        ["parameter", "in", "meaning"],
        parameters.map(
          (parameter) =>
            html`<tr data-name="${parameter.name}" data-kind="${kindOf(parameter)}"><td><code>${parameter.name}</code></td><td>${parameter.in}</td><td>${parameter.description}</td></tr>`,
        ),
      )}</details>`
}
${route.body === undefined ? "" : html`<p class="hint">The body is a <a href="#${route.body}">${route.body}</a>.</p>`}
<details><summary>Answers</summary>
${"schema" in route.answer ? html`<p class="hint">200 is a <a href="#${route.answer.schema}">${route.answer.schema}</a>.</p>` : ""}
${table(
  ["status", "answer"],
  Object.entries(responses).map(
    ([status, { description }]) => html`<tr><td>${status}</td><td>${description}</td></tr>`,
  ),
)}</details>
</section>`;
}

function table(heads: readonly string[], rows: readonly unknown[]) {
  return html`<div class="table-scroll" tabindex="0"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
