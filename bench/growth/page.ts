import { logLines } from "../../src/evaluation/reports/log-lines.ts";
import type { ReportContent } from "../../src/evaluation/reports/types.ts";
import type { Report } from "../report.ts";
import { figure } from "../table.ts";

/** The report of the benchmark `growth` to look at: one chart with a line for each model. */
export function growthPage({ machine, settings, rows }: Report): ReportContent {
  const models = [...new Set(rows.map(({ model }) => String(model)))];
  const lines = models.flatMap((model) => {
    const own = rows.flatMap((row) => {
      const { size, cpuMs, exponent } = row;
      return row.model === model && typeof cpuMs === "number" ? [{ x: size, y: cpuMs / 1000, exponent }] : [];
    });
    const [first] = own;
    if (first === undefined) return [];
    const exponent = typeof first.exponent === "number" ? `, n^${first.exponent.toFixed(2)}` : "";
    return [{ label: `${model}${exponent}`, points: own }];
  });
  const chart = logLines(lines, {
    title: "Processor seconds of training over interactions",
    description:
      "Processor seconds, all threads added up, of one epoch (implicit-als, bpr, biased-mf) or of a whole fit (item-knn, " +
      "gf-cf) over the number n of interactions, both axes logarithmic; behind each name stands how they grow, and n^1 is " +
      "linear.",
    xTitle: "interactions",
    yTitle: "processor seconds",
    table: {
      columns: ["model", "interactions", "seconds", "CPU seconds"],
      rows: rows.map(({ model, unit, size, ms, cpuMs }) => [
        `${model}, ${unit}`,
        { figure: size.toLocaleString("en-GB") },
        { figure: figure(ms === null ? null : ms / 1000) },
        { figure: figure(typeof cpuMs === "number" ? cpuMs / 1000 : null) },
      ]),
    },
  });
  const { cpu, cores, node, date, loadAverage } = machine;
  return {
    title: "How the time of training grows",
    lead:
      `${cpu}, ${cores} cores, ${settings.threads} threads at most, Node ${node}, ${date.slice(0, 10)}; ` +
      `load ${loadAverage[0]} before and ${loadAverage[1]} after. Interactions are made up: 50 a user, items by the root.`,
    warnings: [],
    sections: [{ title: "Growth", charts: [chart] }],
  };
}
