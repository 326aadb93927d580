import type { TimeDistribution } from "../../data/profile.ts";
import { capital, count, percent, plural } from "./format.ts";
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
    takeaway: timeTakeaway(points, unit, noun),
    description: `${capital(noun)} a ${unit}, in UTC; the most, ${count(peak.count)}, in the ${unit} of ${peak.start}.`,
    spec: {
      data: { values },
      height: 200,
      // A single point makes no line, so it stands as a dot.
      mark: points.length > 1 ? { type: "line", strokeWidth: points.length > 400 ? 1 : 1.5 } : { type: "point" },
      encoding,
    },
    table: {
      columns: [unit === "day" ? "day" : `first day of the ${unit}`, noun],
      rows: points.map((point) => [point.start, { figure: count(point.count) }]),
    },
  };
}

/** How much of everything fell on the busiest tenth of the calendar. */
function timeTakeaway(points: TimeDistribution["points"], unit: TimeDistribution["unit"], noun: string): string {
  const total = points.reduce((sum, point) => sum + point.count, 0);
  const [first, last] = [points.at(0)?.start ?? "", points.at(-1)?.start ?? ""];
  if (points.length < 2) return `All ${noun} are of the ${unit} of ${first}.`;
  const busiest = Math.ceil(points.length / 10);
  const counts = points.map((point) => point.count).sort((a, b) => b - a);
  const share = counts.slice(0, busiest).reduce((sum, own) => sum + own, 0) / total;
  const quiet = counts.filter((own) => own === 0).length;
  const silent = quiet === 0 ? "" : `; ${plural(quiet, unit)} ${quiet === 1 ? "has" : "have"} none`;
  return (
    `From ${first} to ${last}, the busiest ${busiest === 1 ? unit : plural(busiest, unit)} of ${count(points.length)} ` +
    `${busiest === 1 ? "has" : "have"} ${percent(share)} of all ${noun}${silent}.`
  );
}
