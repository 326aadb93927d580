import type { Config } from "vega-lite";
import { themed } from "./palette.ts";

/** Size of text in charts, in px of the drawing. */
const FONT_SIZE = 12;

/** Longer names beside an axis are cut; the table under the chart has them whole. In characters. */
const LONGEST_LABEL = 20;

/** Width of a character by the estimate of the drawing library, which has no font to measure; part of FONT_SIZE. */
const ESTIMATED_WIDTH = 0.8;

/** Width of a character in system fonts on average; part of FONT_SIZE. */
const USUAL_WIDTH = 0.57;

/** How every chart of every report looks. The page's style sheet sets the font; colours are those of the page. */
export const CHART_CONFIG: Config = {
  // The whole drawing is one image with one label; parts would be read out one by one.
  aria: false,
  background: "transparent",
  view: { stroke: null },
  axis: {
    labelColor: themed("soft"),
    labelFontSize: FONT_SIZE,
    titleColor: themed("soft"),
    titleFontSize: FONT_SIZE,
    titleFontWeight: "normal",
    titlePadding: 8,
    gridColor: themed("rule"),
    domainColor: themed("rule"),
    tickColor: themed("rule"),
    tickSize: 4,
    labelOverlap: true,
  },
  axisBand: {
    grid: false,
    ticks: false,
    domain: false,
    labelPadding: 6,
    labelLimit: Math.ceil(LONGEST_LABEL * ESTIMATED_WIDTH * FONT_SIZE),
    labelColor: themed("ink"),
  },
  rect: { fill: themed("mark"), stroke: themed("paper"), strokeWidth: 1 },
  bar: { fill: themed("mark") },
  line: { stroke: themed("mark"), strokeWidth: 1.5 },
  area: { fill: themed("mark-wash"), line: false },
  point: { stroke: themed("mark"), strokeWidth: 1.5, size: 36, opacity: 1 },
  rule: { stroke: themed("soft"), strokeWidth: 1.5 },
  text: { fill: themed("ink"), fontSize: FONT_SIZE },
};

/** Space for the longest of some labels beside an axis, in px: an estimate, since nothing here measures text. */
export function labelSpace(labels: readonly string[]): number {
  const longest = Math.max(0, ...labels.map((label) => Math.min(label.length, LONGEST_LABEL)));
  return Math.ceil(longest * FONT_SIZE * USUAL_WIDTH) + 14;
}
