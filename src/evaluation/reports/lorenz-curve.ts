import type { LongTail } from "../../data/profile.ts";
import { percent } from "./format.ts";
import { themed } from "./palette.ts";
import type { ReportChart } from "./types.ts";

/** How unevenly interactions fall on items: the Lorenz curve, and the diagonal it would be if all were equal. */
export function lorenzCurve({ lorenz, gini, top }: LongTail): ReportChart {
  const tenth = top.find((part) => part.percent === 10);
  return {
    title: "What the least popular items have together",
    takeaway:
      tenth &&
      `The most popular ${tenth.percent} % of the items have ${percent(tenth.interactionShare)} of all interactions.`,
    description:
      `The share of interactions that the least popular items have together (Gini ${gini.toFixed(3)}); ` +
      "the dashed line is where all items are equally popular, and the further the curve hangs below it, the fewer items " +
      "have it all.",
    spec: {
      data: { values: [...lorenz] },
      height: 300,
      encoding: {
        x: {
          field: "itemShare",
          type: "quantitative",
          scale: { domain: [0, 1] },
          axis: { title: "share of items, least popular first", format: ".0%", tickCount: 5 },
        },
        y: {
          field: "interactionShare",
          type: "quantitative",
          scale: { domain: [0, 1] },
          axis: { title: "share of interactions", format: ".0%", tickCount: 5 },
        },
      },
      layer: [
        { mark: { type: "area", line: false } },
        {
          data: { values: [0, 1].map((share) => ({ itemShare: share, interactionShare: share })) },
          mark: { type: "line", stroke: themed("soft"), strokeDash: [4, 3] },
        },
        { mark: { type: "line", strokeWidth: 2 } },
      ],
    },
    table: {
      columns: ["items", "interactions"],
      rows: lorenz.map(({ itemShare, interactionShare }) => [
        { figure: percent(itemShare) },
        { figure: percent(interactionShare, 2) },
      ]),
    },
  };
}
