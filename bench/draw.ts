import { writeFile } from "node:fs/promises";
import type { ReportContent } from "../src/evaluation/reports/types.ts";

/** A file that a benchmark is drawn into. */
export interface Drawing {
  readonly path: string;
  readonly kind: "html" | "svg";
}

/** Width of an image, in px: that of a column of text. */
const WIDTH = 680;

/** What the end of a name says; undefined where it says nothing. */
export function drawingOf(path: string): Drawing | undefined {
  const kind = /\.(html|svg)$/.exec(path)?.[1];
  return kind === "html" || kind === "svg" ? { path, kind } : undefined;
}

/** Writes a page, or its first chart as an image. Rejects where the file cannot be written. */
export async function writeDrawing({ path, kind }: Drawing, page: ReportContent): Promise<void> {
  await writeFile(path, kind === "html" ? await renderPage(page) : await renderChart(page));
}

async function renderPage(page: ReportContent): Promise<string> {
  const { renderReport } = await import("../src/evaluation/reports/page.ts");
  return renderReport(page);
}

async function renderChart({ title, sections }: ReportContent): Promise<string> {
  const { renderSvg } = await import("../src/evaluation/reports/standalone-svg.ts");
  const [chart] = sections.flatMap(({ charts = [] }) => charts);
  if (chart === undefined) throw new Error(`${title}: expected a chart to draw, got none`);
  return renderSvg(chart, WIDTH);
}
