import { labelSpace } from "./chart-config.ts";
import { figure, plural } from "./format.ts";
import { directionOf, type ModelRow } from "./model-rows.ts";
import { themed } from "./palette.ts";
import type { ReportChart } from "./types.ts";

/**
 * One metric: the figure of each fold as a ring, their mean as a bar across, and a line from the lowest to the highest.
 *
 * The line is the range of the folds and no confidence interval: folds share most of their training rows. Models that
 * lack the metric are left out; the best mean stands on top. The axis need not begin at zero.
 */
export function foldDots(rows: readonly ModelRow[], metric: string): ReportChart {
  const sign = directionOf(metric) === "lower" ? 1 : -1;
  const models = rows
    .flatMap(({ label, result }) => {
      const mean = result.metrics[metric];
      if (mean === undefined || Number.isNaN(mean)) return [];
      const folds = result.folds.flatMap(({ name, metrics }) => {
        const value = metrics[metric];
        return value === undefined || Number.isNaN(value) ? [] : [{ name, value }];
      });
      const values = folds.map(({ value }) => value);
      const low = Math.min(mean, ...values);
      return { label, mean, meanText: figure(mean), folds, low, high: Math.max(mean, ...values) };
    })
    .toSorted((a, b) => sign * (a.mean - b.mean));
  const labels = models.map(({ label }) => label);
  const foldCount = Math.max(0, ...models.map(({ folds }) => folds.length));
  const points = models.flatMap(({ label, folds }) => folds.map(({ name, value }) => ({ label, name, value })));
  return {
    title: `${metric}, fold by fold`,
    description:
      (foldCount > 1
        ? `${metric} of each model: a ring for each of ${plural(foldCount, "fold")}, a line from the lowest to the highest, ` +
          "and the mean as a bar, printed on the right"
        : `${metric} of each model, from one fold: how far it would move with other test data cannot be seen`) +
      `; ${sign > 0 ? "further left" : "further right"} is better, and the axis need not begin at zero.`,
    spec: {
      data: { values: models.map(({ folds, ...rest }) => rest) },
      padding: { left: labelSpace(labels), right: 56, top: 4, bottom: 44 },
      height: { step: 28 },
      encoding: {
        y: { field: "label", type: "nominal", sort: labels, axis: { title: null } },
        x: { type: "quantitative", scale: { zero: false, nice: true }, axis: { title: metric, tickCount: 5 } },
      },
      layer: [
        { mark: { type: "rule" }, encoding: { x: { field: "low" }, x2: { field: "high" } } },
        {
          data: { values: points },
          mark: { type: "point", fill: themed("paper"), fillOpacity: 0.6 },
          encoding: { x: { field: "value" } },
        },
        {
          mark: { type: "tick", opacity: 1, thickness: 3, height: 16, fill: themed("second") },
          encoding: { x: { field: "mean" } },
        },
        {
          mark: { type: "text", align: "left", baseline: "middle", dx: 8 },
          encoding: { x: { value: "width" }, text: { field: "meanText", type: "nominal" } },
        },
      ],
    },
    table: {
      columns: ["model", "mean", ...foldNames(models)],
      rows: models.map(({ label, meanText, folds }) => [
        label,
        { figure: meanText },
        ...foldNames(models).map((name) => ({ figure: figure(folds.find((fold) => fold.name === name)?.value) })),
      ]),
    },
  };
}

function foldNames(models: readonly { readonly folds: readonly { readonly name: string }[] }[]): string[] {
  return [...new Set(models.flatMap(({ folds }) => folds.map(({ name }) => name)))];
}
