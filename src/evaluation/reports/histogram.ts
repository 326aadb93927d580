import { themed } from "./palette.ts";
import type { ReportChart, ReportTable } from "./types.ts";

/** More numbers than these under a logarithmic axis stand too close on a telephone. */
const MOST_ROUND_VALUES = 10;

/** From so many bars on, a gap between them takes more room than they do. */
const BARS_WITHOUT_GAPS = 60;

/** A bar of a histogram. */
export interface HistogramBin {
  /** From `low` up to `high`, in the units of the axis. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export interface HistogramOptions {
  readonly title: string;
  readonly takeaway?: string | undefined;
  readonly description: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Logarithmic for bins whose edges grow by a factor; all of them must then begin above 0. Default linear. */
  readonly scale?: "linear" | "log" | undefined;
  /** How numbers stand on the axis, as in d3-format: `d` for years. Default with commas. */
  readonly xFormat?: string | undefined;
  readonly table: ReportTable;
}

/** Bars over a continuous axis; each is as wide as its bin, and its height is its count. */
export function histogram(bins: readonly HistogramBin[], options: HistogramOptions): ReportChart {
  const { title, takeaway, description, xTitle, yTitle, scale = "linear", xFormat = ",~f", table } = options;
  return {
    title,
    takeaway,
    description,
    table,
    spec: {
      data: { values: [...bins] },
      height: 200,
      mark: { type: "rect", strokeWidth: bins.length < BARS_WITHOUT_GAPS ? 1 : 0 },
      encoding: {
        x: {
          field: "low",
          type: "quantitative",
          scale: { type: scale, zero: false, nice: false },
          axis: {
            title: xTitle,
            format: xFormat,
            grid: false,
            ...(scale === "log" ? { values: roundValues(bins) } : {}),
          },
        },
        x2: { field: "high" },
        y: { field: "count", type: "quantitative", axis: { title: yTitle, format: ",~f", tickCount: 5 } },
        y2: { datum: 0 },
      },
    },
  };
}

/** Bars over single values, evenly spaced in the order given; each stands over its label. */
export function barChart(
  bars: readonly { readonly label: string; readonly count: number }[],
  { title, takeaway, description, xTitle, yTitle, table }: Omit<HistogramOptions, "scale" | "xFormat">,
): ReportChart {
  return {
    title,
    takeaway,
    description,
    table,
    spec: {
      data: { values: [...bars] },
      height: 200,
      mark: { type: "bar", stroke: themed("paper") },
      encoding: {
        x: {
          field: "label",
          type: "ordinal",
          sort: bars.map(({ label }) => label),
          scale: { paddingInner: 0.15 },
          axis: { title: xTitle, labelAngle: 0 },
        },
        y: { field: "count", type: "quantitative", axis: { title: yTitle, format: ",~f", tickCount: 5 } },
      },
    },
  };
}

/** The round numbers 1, 2, 5, 10, 20 … of the axis; every decade alone where these would be too many. */
function roundValues(bins: readonly HistogramBin[]): number[] {
  const [low, high] = [Math.min(...bins.map((bin) => bin.low)), Math.max(...bins.map((bin) => bin.high))];
  const first = Math.floor(Math.log10(low));
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, step) => 10 ** (first + step));
  const within = (values: readonly number[]) => values.filter((value) => value >= low && value <= high);
  const fine = within(decades.flatMap((decade) => [decade, 2 * decade, 5 * decade]));
  return fine.length > MOST_ROUND_VALUES ? within(decades) : fine;
}
