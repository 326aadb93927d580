import type { ModelComparison } from "../report.ts";
import { labelSpace } from "./chart-config.ts";
import { difference, percent } from "./format.ts";
import { directionOf } from "./model-rows.ts";
import { themed } from "./palette.ts";
import type { ReportChart, ReportTable } from "./types.ts";

/**
 * Differences between models with their confidence intervals and a line at zero, a chart for each metric and common
 * opponent: everything that was compared with one model, and then what one model was compared with.
 */
export function forestPlots(comparisons: readonly ModelComparison[]): ReportChart[] {
  return [...Map.groupBy(comparisons, ({ metric }) => metric)].flatMap(([metric, ofMetric]) => {
    const opponents = Map.groupBy(ofMetric, ({ against }) => against);
    const shared = [...opponents].filter(([, group]) => group.length > 1);
    const single = [...opponents].flatMap(([, group]) => (group.length > 1 ? [] : group));
    return [
      ...shared.map(([against, group]) => forestPlot(`${metric}: against ${against}`, metric, group, "model")),
      ...[...Map.groupBy(single, ({ model }) => model)].map(([model, group]) =>
        forestPlot(`${metric}: ${model} against`, metric, group, "against"),
      ),
    ];
  });
}

function forestPlot(
  title: string,
  metric: string,
  comparisons: readonly ModelComparison[],
  label: "model" | "against",
): ReportChart {
  const isError = directionOf(metric) === "lower";
  const values = comparisons
    .map((comparison) => ({
      label: comparison[label],
      low: comparison.low,
      high: comparison.high,
      difference: comparison.difference,
      text: difference(comparison.difference),
      settled: comparison.low > 0 || comparison.high < 0,
    }))
    .toSorted((a, b) => (isError ? a.difference - b.difference : b.difference - a.difference));
  const labels = values.map((value) => value.label);
  const confidence = percent(comparisons[0]?.confidence ?? Number.NaN, 0);
  return {
    title: label === "against" ? `${title} …` : title,
    description:
      `Difference in ${metric} with its ${confidence} interval over users; ${isError ? "left" : "right"} of the line at zero ` +
      "is better, and a hollow point means that the interval has zero in it, so either may be ahead.",
    spec: {
      data: { values },
      padding: { left: labelSpace(labels), right: 60, top: 4, bottom: 44 },
      height: { step: 28 },
      encoding: {
        y: { field: "label", type: "nominal", sort: labels, axis: { title: null } },
        x: {
          type: "quantitative",
          scale: { zero: true, nice: true },
          axis: { title: `difference in ${metric}`, tickCount: 4 },
        },
      },
      layer: [
        {
          mark: { type: "rule", strokeDash: [4, 3] },
          encoding: { x: { datum: 0 }, y: { value: 0 }, y2: { value: "height" } },
        },
        {
          mark: { type: "rule", stroke: themed("mark"), strokeWidth: 2 },
          encoding: { x: { field: "low" }, x2: { field: "high" } },
        },
        {
          mark: { type: "point", size: 60, strokeWidth: 2 },
          encoding: {
            x: { field: "difference" },
            fill: { condition: { test: "datum.settled", value: themed("mark") }, value: themed("paper") },
          },
        },
        {
          mark: { type: "text", align: "left", baseline: "middle", dx: 8 },
          encoding: { x: { value: "width" }, text: { field: "text", type: "nominal" } },
        },
      ],
    },
    table: forestTable(comparisons),
  };
}

function forestTable(comparisons: readonly ModelComparison[]): ReportTable {
  return {
    columns: ["model", "against", "difference", "from", "to", "confidence"],
    rows: comparisons.map((one) => [
      one.model,
      one.against,
      { figure: difference(one.difference) },
      { figure: difference(one.low) },
      { figure: difference(one.high) },
      { figure: percent(one.confidence, 0) },
    ]),
  };
}
