import { timeColumns } from "../time-columns.ts";
import { labelSpace } from "./chart-config.ts";
import { figure, seconds } from "./format.ts";
import { directionOf, type ModelRow } from "./model-rows.ts";
import { HEAT_STEPS, textOn, themed } from "./palette.ts";
import type { ReportChart } from "./types.ts";

/** Times below are drawn as if they were this long, in seconds: they are printed as nothing. */
const SHORTEST_SECONDS = 0.01;

/** The baseline of random lists. */
const UNSCALED = "random";

/** A cell that has no place on the scale: the page shows through. */
const NO_VALUE = { fill: "transparent", text: themed("soft") };

/** One column of the heat-map: what it says and where a value stands on its scale. */
interface HeatColumn {
  readonly title: string;
  readonly read: (row: ModelRow) => number | undefined;
  readonly print: (value: number | undefined) => string;
  /** Brings values on a scale where equal steps look equal; higher is worse. */
  readonly worseness: (value: number) => number;
}

/**
 * Models × (metrics, seconds to fit, to predict ratings, to rank lists), a figure in each cell.
 *
 * Each column has a scale of its own, from its best to its worst value in five steps, because units differ: linear for
 * metrics, logarithmic for seconds. The random baseline has its figures, and no place on the scales. Models in the order of the first metric, best first; those without it come last,
 * and those without any of the metrics are left out.
 */
export function heatMap(rows: readonly ModelRow[], metrics: readonly string[]): ReportChart {
  const columns = [...metrics.map(metricColumn), ...secondsColumns(rows)];
  const measured = rows.filter(({ result }) => metrics.length === 0 || metrics.some((name) => name in result.metrics));
  const sorted = sortByFirst(measured, columns[0]);
  const cells = columns.flatMap((column) => {
    // Random lists are so far off that all models would look alike beside them.
    const scaled = sorted.map((row) => (isScaled(row) ? column.read(row) : undefined));
    const steps = stepsOf(scaled, column.worseness);
    return sorted.map((row, place) => {
      const fill = HEAT_STEPS[steps[place] ?? Number.NaN];
      const colours = fill === undefined ? NO_VALUE : { fill, text: textOn(fill) };
      return { model: row.label, column: column.title, figure: column.print(column.read(row)), ...colours };
    });
  });
  const labels = sorted.map(({ label }) => label);
  return {
    title: "The main figures, and the seconds behind them",
    description:
      "Each column has its own scale of colours from its best to its worst figure, the deeper the better; " +
      `seconds are on a logarithmic scale.${sorted.every(isScaled) ? "" : " Random is left out of the colours."}`,
    spec: {
      data: { values: cells },
      padding: { left: labelSpace(labels), right: 2, top: 42, bottom: 4 },
      height: { step: 30 },
      encoding: {
        x: {
          field: "column",
          type: "nominal",
          sort: columns.map(({ title }) => title),
          // The unit in a line of its own: side by side they would touch on a telephone.
          axis: {
            orient: "top",
            title: null,
            labelAngle: 0,
            labelOverlap: false,
            labelLineHeight: 14,
            labelPadding: 18,
            labelExpr: "split(datum.label, ', ')",
          },
        },
        y: { field: "model", type: "nominal", sort: labels, axis: { title: null } },
      },
      layer: [
        { mark: { type: "rect" }, encoding: { fill: { field: "fill", type: "nominal", scale: null } } },
        {
          mark: { type: "text", baseline: "middle" },
          encoding: {
            text: { field: "figure", type: "nominal" },
            fill: { field: "text", type: "nominal", scale: null },
          },
        },
      ],
    },
    table: {
      columns: ["model", ...columns.map(({ title }) => title)],
      rows: sorted.map((row) => [row.label, ...columns.map(({ read, print }) => ({ figure: print(read(row)) }))]),
    },
  };
}

function metricColumn(metric: string): HeatColumn {
  const sign = directionOf(metric) === "lower" ? 1 : -1;
  return {
    title: metric,
    read: ({ result }) => result.metrics[metric],
    print: figure,
    worseness: (value) => sign * value,
  };
}

function secondsColumns(rows: readonly ModelRow[]): HeatColumn[] {
  const worseness = (value: number) => Math.log(Math.max(value, SHORTEST_SECONDS));
  return timeColumns(rows.map(({ result }) => result)).map(({ title, read }) => {
    return { title: `${title}, s`, read: ({ result }) => read(result.timings), print: seconds, worseness };
  });
}

function isScaled({ result }: ModelRow): boolean {
  return result.model !== UNSCALED;
}

/** The step of each value, 0 the best; undefined where there is none. Where all values are equal, all are the best. */
function stepsOf(values: readonly (number | undefined)[], worseness: HeatColumn["worseness"]): (number | undefined)[] {
  const scaled = values.map((value) => (value === undefined || Number.isNaN(value) ? undefined : worseness(value)));
  const known = scaled.filter((value) => value !== undefined);
  const [best, worst] = [Math.min(...known), Math.max(...known)];
  return scaled.map((value) => {
    if (value === undefined) return undefined;
    if (best === worst) return 0;
    const step = Math.floor((HEAT_STEPS.length * (value - best)) / (worst - best));
    return Math.min(step, HEAT_STEPS.length - 1);
  });
}

function sortByFirst(rows: readonly ModelRow[], column: HeatColumn | undefined): ModelRow[] {
  const rank = (row: ModelRow): number => {
    const value = column?.read(row);
    return column === undefined || value === undefined || Number.isNaN(value)
      ? Number.POSITIVE_INFINITY
      : column.worseness(value);
  };
  return rows.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}
