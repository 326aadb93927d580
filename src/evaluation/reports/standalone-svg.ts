import { drawChart } from "./draw-chart.ts";
import { escapeHtml } from "./html.ts";
import { THEME } from "./palette.ts";
import type { ReportChart } from "./types.ts";

const FONT = "system-ui, -apple-system, &quot;Segoe UI&quot;, Roboto, &quot;Liberation Sans&quot;, sans-serif";

/**
 * A chart as an SVG file of its own, `width` px wide, which a page can show as an image: it brings its colours along, for light and
 * dark, and paper behind it. The same chart gives the same file.
 */
export async function renderSvg({ title, description, spec }: ReportChart, width: number): Promise<string> {
  const svg = await drawChart(spec, width);
  const head = `<svg xmlns="http://www.w3.org/2000/svg" role="img" style="font-family: ${FONT}"`;
  const style = `svg { ${properties("light")} } @media (prefers-color-scheme: dark) { svg { ${properties("dark")} } } text { font-family: inherit; }`;
  const about = `<title>${escapeHtml(title)}</title><desc>${escapeHtml(description)}</desc>`;
  const paper = '<rect width="100%" height="100%" style="fill: var(--paper)"/>';
  return `${svg.replace(/^<svg([^>]*)>/, `${head}$1>${about}<style>${style}</style>${paper}`)}\n`;
}

function properties(scheme: "light" | "dark"): string {
  return Object.entries(THEME)
    .map(([name, colours]) => `--${name}: ${colours[scheme]};`)
    .join(" ");
}
