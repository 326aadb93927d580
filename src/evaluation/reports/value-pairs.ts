import type { TransformedValues } from "../../data/profile.ts";
import { significant } from "./format.ts";
import { themed } from "./palette.ts";
import type { ReportChart } from "./types.ts";

/** What transforms made of each value: original across, transformed upwards. */
export function valuePairs({ transforms, kind, pairs }: TransformedValues): ReportChart {
  const isAll = kind === "distinct";
  return {
    title: "Original and transformed values",
    takeaway: pairsTakeaway(pairs),
    description:
      `What ${transforms.join(", then ")} makes of ${isAll ? "each value" : `${pairs.length} values from lowest to highest`}: ` +
      "a steep piece pulls values apart, a flat one draws them together.",
    spec: {
      data: { values: [...pairs] },
      height: 240,
      encoding: {
        x: {
          field: "original",
          type: "quantitative",
          scale: { zero: false },
          axis: { title: "original", format: ",~f", tickCount: 6 },
        },
        y: {
          field: "transformed",
          type: "quantitative",
          scale: { zero: false },
          axis: { title: "transformed", format: ",~f", tickCount: 5 },
        },
      },
      layer: [{ mark: { type: "line" } }, { mark: { type: "point", fill: themed("paper") } }],
    },
    table: {
      columns: ["original", "transformed"],
      rows: pairs.map(({ original, transformed }) => [
        { figure: significant(original, 6) },
        { figure: significant(transformed, 6) },
      ]),
    },
  };
}

/** Where the ends of the scale went. */
function pairsTakeaway(pairs: TransformedValues["pairs"]): string | undefined {
  const [low, high] = [pairs.at(0), pairs.at(-1)];
  if (low === undefined || high === undefined) return undefined;
  const text = ({ original, transformed }: typeof low): string =>
    `${significant(original, 6)} becomes ${significant(transformed, 6)}`;
  return low === high ? `${text(low)}.` : `The lowest value, ${text(low)}; the highest, ${text(high)}.`;
}
