import { bestEpoch, type EpochLosses, thinned } from "../losses.ts";
import { count, joinSentences, plural, significant } from "./format.ts";
import { themed } from "./palette.ts";
import { spreadLabels } from "./spread-labels.ts";
import type { ReportChart, ReportTable } from "./types.ts";

/** A fold of a model, by epoch. */
export interface FoldLosses {
  readonly name: string;
  readonly losses: readonly EpochLosses[];
}

const HEIGHT = 200;
/** Around the plot, in px; on the right stand the names of the lines. */
const PADDING = { left: 58, right: 72, top: 10, bottom: 44 };
/** Epochs of a fold that the table has at most. */
const LISTED = 25;
/** Values that differ so many times are drawn on a logarithmic axis, and parts that do, apart. */
const FAR = 20;
const APART = 3;

/** The parts, told apart by colour and by dashes. */
const PARTS = {
  objective: { colour: "mark", dash: [1, 0] },
  validation: { colour: "second", dash: [6, 3] },
} as const;
type Part = keyof typeof PARTS;

interface Point {
  readonly epoch: number;
  readonly value: number;
  readonly fold: string;
}

/** What a model reached after each epoch, a line a fold: both parts in one drawing, or one each where they are of different size. */
export function lossCurves(label: string, folds: readonly FoldLosses[]): ReportChart[] {
  const [objective, validation] = (["objective", "validation"] as const).map((part) => pointsOf(folds, part));
  if (!objective || !validation?.length) return [drawn(label, folds, { objective: objective ?? [] })];
  if (meet(objective, validation)) return [drawn(label, folds, { objective, validation })];
  return [drawn(`${label}: objective`, folds, { objective }), drawn(`${label}: validation`, folds, { validation })];
}

function pointsOf(folds: readonly FoldLosses[], part: Part): Point[] {
  return folds.flatMap(({ name: fold, losses }) =>
    losses.flatMap(({ epoch, [part]: value }) => (value === undefined ? [] : [{ epoch, value, fold }])),
  );
}

/** Whether the middle values of both are of one size. */
function meet(objective: readonly Point[], validation: readonly Point[]): boolean {
  const [a = 0, b = 0] = [objective, validation].map((points) => {
    const values = points.map(({ value }) => value).sort((x, y) => x - y);
    return values[Math.floor(values.length / 2)] ?? 0;
  });
  return a === b || (a / b > 1 / APART && a / b < APART);
}

function drawn(
  title: string,
  folds: readonly FoldLosses[],
  points: Readonly<Partial<Record<Part, readonly Point[]>>>,
): ReportChart {
  const parts = Object.entries(points) as [Part, readonly Point[]][];
  const axis = axisOf(parts.flatMap(([, own]) => own.map(({ value }) => value)));
  const ends = spreadLabels(
    parts.map(([, own]) => HEIGHT * (1 - axis.place(lastOf(own)))),
    HEIGHT,
  );
  return {
    title,
    description: describe(folds, parts),
    small: true,
    spec: {
      height: HEIGHT,
      padding: PADDING,
      encoding: {
        x: {
          field: "epoch",
          type: "quantitative",
          scale: { zero: false, nice: false },
          axis: { title: "epoch", format: ",d", grid: false, tickCount: 4, tickMinStep: 1 },
        },
        y: {
          field: "value",
          type: "quantitative",
          scale: { type: axis.type, domain: [...axis.domain], nice: false },
          axis: { title: null, tickCount: 4, format: formatOf(axis.domain) },
        },
      },
      layer: parts.flatMap(([part, own], line) => {
        const { colour, dash } = PARTS[part];
        const stroke = themed(colour);
        const data = { values: own.map((point) => ({ ...point })) };
        const curve = {
          type: "line" as const,
          stroke,
          strokeDash: [...dash],
          strokeWidth: folds.length > 1 ? 1.25 : 2,
        };
        return [
          { data, mark: curve, encoding: { detail: { field: "fold", type: "nominal" as const } } },
          // One epoch makes no line.
          ...(own.length > folds.length ? [] : [{ data, mark: { type: "point" as const, stroke } }]),
          {
            data: { values: [{ part }] },
            mark: { type: "text" as const, align: "left" as const, baseline: "middle" as const, dx: 8, fill: stroke },
            encoding: {
              x: { value: "width" as const },
              y: { value: ends[line] ?? 0 },
              text: { field: "part", type: "nominal" as const },
            },
          },
        ];
      }),
    },
    table: tableOf(folds, parts),
  };
}

/** The mean of the last values of all folds. */
function lastOf(points: readonly Point[]): number {
  const last = [...new Map(points.map(({ fold, value }) => [fold, value])).values()];
  return last.reduce((sum, value) => sum + value, 0) / last.length;
}

/** `300,000`, `0.85`; `3M` and `4e-5` where these would be too long. */
function formatOf(domain: readonly number[]): string {
  const most = Math.max(...domain.map(Math.abs));
  if (most >= 1e6) return "~s";
  return most < 1e-3 ? "~g" : ",~r";
}

/** An axis for some values, and where on it a value lies: 0 at its foot, 1 at its top. */
function axisOf(values: readonly number[]) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low > 0 && high / low > FAR) {
    const place = (value: number): number => Math.log(value / low) / Math.log(high / low);
    return { type: "log" as const, domain: [low, high] as const, place };
  }
  const room = high > low ? (high - low) / 20 : Math.max(Math.abs(low) / 20, 1e-3);
  const [from, to] = [low - room, high + room];
  return {
    type: "linear" as const,
    domain: [from, to] as const,
    place: (value: number) => (value - from) / (to - from),
  };
}

function describe(folds: readonly FoldLosses[], parts: readonly [Part, readonly Point[]][]): string {
  const names = parts.map(([part]) => part).join(" and ");
  const lines = folds.length === 1 ? "" : `; ${plural(folds.length, "fold")}, a line each`;
  const sentences = [`${names} after each epoch${lines}`];
  if (parts.some(([part]) => part === "validation")) {
    const best = folds.flatMap(({ losses }) => {
      const least = bestEpoch(losses);
      return least
        ? [`${count(least.epoch)} of ${count(losses.at(-1)?.epoch ?? 0)} (${significant(least.validation ?? 0)})`]
        : [];
    });
    sentences.push(`Validation is least after epoch ${best.join(", ")}`);
  }
  return joinSentences(sentences);
}

function tableOf(folds: readonly FoldLosses[], parts: readonly [Part, readonly Point[]][]): ReportTable {
  const named = parts.map(([part]) => part);
  return {
    columns: [...(folds.length > 1 ? ["fold"] : []), "epoch", ...named],
    rows: folds.flatMap(({ name, losses }) =>
      thinned(losses, LISTED).map((own) => [
        ...(folds.length > 1 ? [name] : []),
        { figure: count(own.epoch) },
        ...named.map((part) => ({ figure: own[part] === undefined ? "–" : significant(own[part], 5) })),
      ]),
    ),
  };
}
