import { themed } from "./palette.ts";
import { spreadLabels } from "./spread-labels.ts";
import type { ReportChart, ReportTable } from "./types.ts";

/** A line and its name, which stands at its end. */
export interface LogLine {
  readonly label: string;
  /** In ascending order of x; all values above 0. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LogLinesOptions {
  readonly title: string;
  readonly description: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly table: ReportTable;
}

const HEIGHT = 320;
/** Space for the names, in px. */
const LABEL_SPACE = 140;

/** Lines are told apart by colour, by dashes and by their marks: any one of them is enough. */
const LOOKS = [
  { colour: "mark", dash: [1, 0], shape: "circle" },
  { colour: "second", dash: [7, 3], shape: "square" },
  { colour: "ink", dash: [2, 3], shape: "triangle-up" },
  { colour: "mark", dash: [9, 3, 2, 3], shape: "diamond" },
  { colour: "second", dash: [3, 2], shape: "cross" },
] as const;

/** Lines over two logarithmic axes, on which a power of x is straight. Each line has its name at its end. */
export function logLines(lines: readonly LogLine[], options: LogLinesOptions): ReportChart {
  const { title, description, xTitle, yTitle, table } = options;
  const all = lines.flatMap(({ points }) => points);
  const domain = decades(all.map(({ y }) => y));
  const ends = placeLabels(
    lines.map(({ points }) => points.at(-1)?.y ?? domain[0]),
    domain,
  );
  return {
    title,
    description,
    table,
    spec: {
      height: HEIGHT,
      padding: { left: 80, right: LABEL_SPACE, top: 12, bottom: 44 },
      encoding: {
        x: {
          field: "x",
          type: "quantitative",
          scale: { type: "log", nice: false },
          axis: { title: xTitle, format: ",~s", grid: false, values: roundValues(all.map(({ x }) => x)) },
        },
        y: {
          field: "y",
          type: "quantitative",
          scale: { type: "log", domain },
          axis: { title: yTitle, format: ",~f", values: roundValues(domain) },
        },
      },
      layer: lines.flatMap(({ label, points }, line) => {
        const { colour, dash, shape } = LOOKS[line % LOOKS.length] ?? LOOKS[0];
        const stroke = themed(colour);
        return [
          { data: { values: [...points] }, mark: { type: "line", stroke, strokeDash: [...dash], strokeWidth: 2 } },
          { data: { values: [...points] }, mark: { type: "point", shape, stroke, fill: themed("paper"), size: 44 } },
          {
            data: { values: [{ label }] },
            mark: { type: "text", align: "left", baseline: "middle", dx: 10, fill: stroke },
            encoding: {
              x: { value: "width" },
              y: { value: ends[line] ?? 0 },
              text: { field: "label", type: "nominal" },
            },
          },
        ] as const;
      }),
    },
  };
}

/** The powers of ten around some values. */
function decades(values: readonly number[]): [number, number] {
  const exponents = values.length === 0 ? [0] : values.map((value) => Math.log10(value));
  const low = Math.floor(Math.min(...exponents));
  return [10 ** low, 10 ** Math.max(low + 1, Math.ceil(Math.max(...exponents)))];
}

/** The powers of ten within the range of some values; its ends where these are too few. */
function roundValues(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [first] = decades(values);
  const count = Math.ceil(Math.log10(high / first)) + 1;
  const round = Array.from({ length: count }, (_, step) => Number((first * 10 ** step).toPrecision(3))).filter(
    (value) => value >= low * 0.999 && value <= high * 1.001,
  );
  return round.length > 1 ? round : [low, high];
}

/** Where the names stand, in px from the top. */
function placeLabels(values: readonly number[], [low, high]: readonly [number, number]): number[] {
  return spreadLabels(
    values.map((value) => HEIGHT * (1 - Math.log(value / low) / Math.log(high / low))),
    HEIGHT,
  );
}
