import { BASELINES } from "./baselines.ts";
import type { EvaluationReport, ReportResult } from "./report.ts";

/** Stands behind the name of a baseline in a table. */
const BASELINE_MARK = " *";

/**
 * Lays out a report as plain text: a head with data and protocol, one block of columns for each list length, a block of
 * seconds, and the warnings. Models in the report's order; the popularity and random rows carry an asterisk. A metric
 * that a model does not have is a dash. Ends in a line break.
 */
export function formatReportTable(report: EvaluationReport): string {
  const { dataset, protocol, results, warnings } = report;
  const folds = results[0]?.folds ?? [];
  const users = folds.map((fold) => fold.users);
  const head =
    `${count(dataset.users)} users, ${count(dataset.items)} items, ${count(dataset.interactions)} interactions; ` +
    `protocol ${protocol}; ${range(users)} test users` +
    (folds.length > 1 ? ` in each of ${folds.length} folds, mean over folds` : "");
  const blocks = metricBlocks(results).map(({ title, metrics }) => {
    const columns = metrics.map((name) => name.split("@")[0] ?? name);
    return layOut(title, columns, results, ({ metrics: values }) => metrics.map((name) => fixed(values[name], 4)));
  });
  const seconds = layOut("seconds", ["fit", "predict"], results, ({ timings }) => [
    fixed(timings.fitSeconds, 2),
    fixed(timings.predictSeconds, 2),
  ]);
  const legend = results.some(isBaseline)
    ? [`${BASELINE_MARK.trim()} baseline: a model is worth what it adds to it`]
    : [];
  const notes = warnings.map(({ message }) => `warning: ${message}`);
  return `${[head, ...blocks, seconds, [...legend, ...notes].join("\n")].join("\n\n").trimEnd()}\n`;
}

/** Metrics by what follows the @ in their names, in the order of first appearance. */
function metricBlocks(results: readonly ReportResult[]): { title: string; metrics: string[] }[] {
  const names = [...new Set(results.flatMap(({ metrics }) => Object.keys(metrics)))];
  const blocks = Map.groupBy(names, (name) => name.split("@")[1]);
  return [...blocks].map(([k, metrics]) => ({ title: k === undefined ? "model" : `first ${k}`, metrics }));
}

function layOut(
  title: string,
  columns: readonly string[],
  results: readonly ReportResult[],
  cells: (result: ReportResult) => string[],
): string {
  const names = results.map((result) => result.model + (isBaseline(result) ? BASELINE_MARK : ""));
  const rows = [[title, ...columns], ...results.map((result, row) => [names[row] ?? "", ...cells(result)])];
  // All blocks of a report share the width of the first column, so that rows stand under one another.
  const nameWidth = Math.max(...names.map((name) => name.length), "first 1000".length);
  return rows
    .map(([name = "", ...values]) => name.padEnd(nameWidth) + values.map((value) => value.padStart(11)).join(""))
    .join("\n");
}

function isBaseline({ model }: ReportResult): boolean {
  return BASELINES.some((baseline) => baseline === model);
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value) ? "-" : value.toFixed(digits);
}

function count(value: number): string {
  return value.toLocaleString("en-GB");
}

function range(values: readonly number[]): string {
  if (values.length === 0) return "no";
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? count(low) : `${count(low)} to ${count(high)}`;
}
