import type { TopLevelSpec } from "vega-lite";
import { CHART_CONFIG } from "./chart-config.ts";

/** A silent logger: a report is a file and cannot show remarks about a drawing. */
const SILENT = 0;

/**
 * Draws a chart as SVG for an HTML page, `width` px wide including axes: without declarations of namespaces, with a
 * viewBox, so that it can be scaled. The same spec gives the same text. Needs no DOM and no canvas.
 */
export async function drawChart(spec: TopLevelSpec, width: number): Promise<string> {
  // Imported when something is drawn: evaluations without a report do not load the drawing library.
  const [{ compile }, vega] = await Promise.all([import("vega-lite"), import("vega")]);
  const logger = vega.logger(SILENT);
  const compiled = compile(sized(spec, width), { config: CHART_CONFIG, logger }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logger });
  try {
    const svg = await view.toSVG();
    return svg.replace(/^<svg[^>]*?( width="[^"]*" height="[^"]*" viewBox="[^"]*")>/, "<svg$1>");
  } finally {
    view.finalize();
  }
}

function sized(spec: TopLevelSpec, width: number): TopLevelSpec {
  const { padding } = spec;
  if (typeof padding === "object" && "left" in padding) {
    const { left = 0, right = 0 } = padding;
    return { ...spec, width: width - left - right, autosize: "none" } as TopLevelSpec;
  }
  return { ...spec, width, autosize: { type: "fit-x", contains: "padding" }, padding: 2 } as TopLevelSpec;
}
