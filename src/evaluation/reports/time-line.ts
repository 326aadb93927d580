import type { TimeDistribution } from "../../data/profile.ts";
import { capital, count } from "./format.ts";
import type { ReportChart } from "./types.ts";

/** Interactions by day, week, month or year as a line over the calendar, in UTC. */
export function timeLine({ unit, points }: TimeDistribution, noun: string): ReportChart {
  // Numbers, since dates as text would be read in the time zone of the machine.
  const values = points.map(({ start, count }) => ({ time: Date.parse(start), count }));
  const peak = points.reduce((most, point) => (point.count > most.count ? point : most), { start: "", count: 0 });
  const encoding = {
    x: { field: "time", type: "temporal", scale: { type: "utc" }, axis: { title: null, grid: false, tickCount: 6 } },
    y: {
      field: "count",
      type: "quantitative",
      axis: { title: `${noun} a ${unit}`, format: ",~f", tickCount: 5 },
    },
  } as const;
  return {
    title: `${capital(noun)} by ${unit}`,
    description: `${capital(noun)} a ${unit}, in UTC; the most, ${count(peak.count)}, in the ${unit} of ${peak.start}.`,
    spec: {
      data: { values },
      height: 200,
      // A single point makes no line, so it stands as a dot.
      mark: points.length > 1 ? { type: "line", strokeWidth: points.length > 400 ? 1 : 1.5 } : { type: "point" },
      encoding,
    },
    table: {
      columns: [`first day of the ${unit}`, noun],
      rows: points.map((point) => [point.start, { figure: count(point.count) }]),
    },
  };
}
