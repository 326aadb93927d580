import { isBaseline } from "./baselines.ts";
import { ERROR_METRICS, LIST_METRICS, metricName } from "./metric-kinds.ts";
import type { EvaluationReport, ModelComparison, ReportResult } from "./report-types.ts";
import { timeColumns } from "./time-columns.ts";

/** Stands behind the name of a baseline in a table. */
const BASELINE_MARK = " *";

/**
 * Lays out a report as plain text: a head with data and protocol; blocks for predicted ratings, decisions at the
 * threshold, and rankings of each list length; a block of seconds, what was chosen in each fold where options were searched
 * for, comparisons, and the warnings. Models in the report's
 * order; baselines carry an asterisk. A model without any metric of a block has no line in it. Ends in a line break.
 */
export function formatReportTable(report: EvaluationReport): string {
  const { results, warnings, comparisons = [] } = report;
  const ofMetrics = metricBlocks(report);
  const firstColumn = [...results.map(printedName), ...ofMetrics.map(({ title }) => title), "decisions"];
  const width = Math.max(...firstColumn.map((text) => text.length));
  const blocks = ofMetrics.map(({ title, metrics }) => {
    const rows = results.filter(({ metrics: values }) => metrics.some((name) => values[name] !== undefined));
    const columns = metrics.map(metricName);
    return layOut(width, title, columns, rows, ({ metrics: values }) => metrics.map((name) => fixed(values[name], 4)));
  });
  const times = timeColumns(results);
  const titles = times.map(({ title }) => title);
  const seconds = layOut(width, "seconds", titles, results, ({ timings }) =>
    times.map(({ read }) => fixed(read(timings), 2)),
  );
  const legend = results.some(({ model }) => isBaseline(model))
    ? [`${BASELINE_MARK.trim()} baseline: a model is worth what it adds to it`]
    : [];
  const ofModels = results.flatMap((result) => result.warnings ?? []);
  const notes = [...warnings, ...ofModels].map(({ message }) => `warning: ${message}`);
  const parts = [
    headline(report),
    ...blocks,
    decisions(width, report),
    seconds,
    ...results.map(choices),
    comparisons.map(comparisonLine).join("\n"),
    [...legend, ...notes].join("\n"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function headline({
  dataset,
  protocol,
  results,
  transforms = [],
  threshold,
  decideAt,
  seed,
}: EvaluationReport): string {
  const folds = results[0]?.folds ?? [];
  const users = folds.map((fold) => fold.users);
  return (
    `${count(dataset.users)} users, ${count(dataset.items)} items, ${count(dataset.interactions)} interactions; ` +
    `protocol ${protocol}; ${range(users)} test users` +
    (folds.length > 1 ? ` in each of ${folds.length} folds, mean over folds` : "") +
    (seed === undefined ? "" : `; seed ${seed}`) +
    (threshold === undefined ? "" : `; liked from ${threshold}`) +
    (decideAt === undefined ? "" : `, recommended from ${decideAt}`) +
    (transforms.length === 0 ? "" : `; values after ${transforms.join(", ")}`)
  );
}

/** Errors, decisions, and for each list length what is right and what the lists are made of; in that order. */
function metricBlocks({ results, threshold }: EvaluationReport): { title: string; metrics: string[] }[] {
  const names = [...new Set(results.flatMap(({ metrics }) => Object.keys(metrics)))];
  const titleOf = (name: string): string => {
    const [metric = "", k] = name.split("@");
    if (k !== undefined) return LIST_METRICS.has(metric) ? `lists of ${k}` : `first ${k}`;
    if (metric === "auc") return "all items";
    return ERROR_METRICS.has(metric) ? "ratings" : `liked from ${threshold ?? "?"}`;
  };
  const rank = (name: string): number => {
    if (ERROR_METRICS.has(name)) return 0;
    if (name === "auc") return Number.MAX_VALUE;
    return Number(name.split("@")[1] ?? 0) + 1;
  };
  const sorted = names.toSorted((a, b) => rank(a) - rank(b));
  return [...Map.groupBy(sorted, titleOf)].map(([title, metrics]) => ({ title, metrics }));
}

function decisions(width: number, { results }: EvaluationReport): string {
  const decided = results.filter(({ confusion }) => confusion !== undefined);
  if (decided.length === 0) return "";
  const columns = ["true +", "false +", "false -", "true -"];
  return layOut(width, "decisions", columns, decided, ({ confusion }) => {
    if (confusion === undefined) return [];
    const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
    return [truePositives, falsePositives, falseNegatives, trueNegatives].map(count);
  });
}

function choices({ model, search, folds }: ReportResult): string {
  if (search === undefined) return "";
  const { metric, validation, settings, space } = search;
  const head =
    `${model}: in each fold the best of ${settings} by ${metric} on ${validation} of each user's train rows ` +
    `(${space.join("; ")})`;
  const lines = folds.map(({ name, set = [], validation: figures = {} }) => {
    return `  ${name}: ${set.join(" ")} (${fixed(figures[metric], 4)} there)`;
  });
  return [head, ...lines].join("\n");
}

function comparisonLine({ metric, model, against, difference, low, high, confidence }: ModelComparison): string {
  const interval = `${100 * confidence} % interval ${signed(low)} to ${signed(high)}`;
  const sure = low > 0 || high < 0 ? "" : "; it may be chance";
  return `${metric}: ${model} against ${against} ${signed(difference)} (${interval}${sure})`;
}

function layOut(
  nameWidth: number,
  title: string,
  columns: readonly string[],
  results: readonly ReportResult[],
  cells: (result: ReportResult) => string[],
): string {
  const rows = [[title, ...columns], ...results.map((result) => [printedName(result), ...cells(result)])];
  const widths = columns.map((column) => Math.max(11, column.length + 2));
  return rows
    .map(
      ([name = "", ...values]) =>
        name.padEnd(nameWidth) + values.map((value, at) => value.padStart(widths[at] ?? 11)).join(""),
    )
    .join("\n");
}

function printedName(result: ReportResult): string {
  return result.model + (isBaseline(result.model) ? BASELINE_MARK : "");
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value) ? "-" : value.toFixed(digits);
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(4)}`;
}

function count(value: number): string {
  return value.toLocaleString("en-GB");
}

function range(values: readonly number[]): string {
  if (values.length === 0) return "no";
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? count(low) : `${count(low)} to ${count(high)}`;
}
