import { drawChart } from "./draw-chart.ts";
import { escapeHtml, renderTable } from "./html.ts";
import { STYLE_SHEET } from "./style.ts";
import type { ReportChart, ReportContent, ReportSection } from "./types.ts";

/** Widths that charts are drawn at, in px: for a column of text, for a telephone, and for two side by side. */
const WIDTHS = { wide: 680, narrow: 360, half: 320 } as const;

/** What the page may load: nothing but what stands in it, even if some text should pass for markup. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * Makes one HTML file of a report: it opens offline, has no script and sends no requests.
 *
 * Charts are drawn as SVG at two widths, of which the window shows one; light and dark follow the reader's settings.
 * Every text is escaped. The same content gives the same file. Rejects where a chart's spec cannot be drawn.
 */
export async function renderReport({ title, lead, summary = [], warnings, sections }: ReportContent): Promise<string> {
  const parts: string[] = [];
  for (const [place, section] of sections.entries()) parts.push(await renderSection(section, sectionId(place)));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE_SHEET}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(lead)}</p>
${[...renderSummary(summary), ...renderWarnings(warnings), ...renderContents(sections), ...parts].join("\n")}
</main>
</body>
</html>
`;
}

function renderSummary(sentences: readonly string[]): string[] {
  return sentences.map((text) => `<p class="summary">${escapeHtml(text)}</p>`);
}

function renderWarnings(warnings: readonly string[]): string[] {
  if (warnings.length === 0) return [];
  const lines = warnings.map((text) => `<li>${escapeHtml(text)}</li>`);
  return [`<section class="warnings"><h2>Warnings</h2><ul>\n${lines.join("\n")}\n</ul></section>`];
}

function renderContents(sections: readonly ReportSection[]): string[] {
  if (sections.length < 2) return [];
  const lines = sections.map(({ title }, place) => `<li><a href="#${sectionId(place)}">${escapeHtml(title)}</a></li>`);
  return [`<nav class="contents" aria-label="Contents"><ul>\n${lines.join("\n")}\n</ul></nav>`];
}

async function renderSection(section: ReportSection, id: string): Promise<string> {
  const { title, paragraphs = [], table, tables = [], charts = [], chartsFirst = false, folded } = section;
  const figures: string[] = [];
  for (const chart of charts) figures.push(await renderChart(chart));
  const drawn = figures.length === 0 ? [] : ['<div class="charts">', ...figures, "</div>"];
  const shown = (table === undefined ? [] : [table]).concat(tables).map((one) => renderTable(one, title));
  const inTables =
    folded === undefined || shown.length === 0
      ? shown
      : [`<details><summary>${escapeHtml(folded)}</summary>`, ...shown, "</details>"];
  return [
    `<section id="${id}">`,
    `<h2>${escapeHtml(title)}</h2>`,
    ...paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`),
    ...(chartsFirst ? [...drawn, ...inTables] : [...inTables, ...drawn]),
    "</section>",
  ].join("\n");
}

async function renderChart({ title, takeaway, description, spec, table, small }: ReportChart): Promise<string> {
  const drawings: string[] = [];
  for (const size of small ? (["half"] as const) : (["wide", "narrow"] as const)) {
    const svg = await drawChart(spec, WIDTHS[size]);
    drawings.push(`<svg class="${size}" role="img" aria-label="${escapeHtml(description)}"${svg.slice("<svg".length)}`);
  }
  return [
    `<figure${small ? ' class="small"' : ""}>`,
    `<h3>${escapeHtml(title)}</h3>`,
    ...(takeaway === undefined ? [] : [`<p class="takeaway">${escapeHtml(takeaway)}</p>`]),
    ...drawings,
    `<figcaption>${escapeHtml(description)}</figcaption>`,
    `<details><summary>The figures behind it</summary>\n${renderTable(table, title)}\n</details>`,
    "</figure>",
  ].join("\n");
}

function sectionId(place: number): string {
  return `part-${place + 1}`;
}
