import { isBaseline } from "../baselines.ts";
import type { EvaluationReport, ReportResult } from "../report.ts";
import { timeColumns } from "../time-columns.ts";
import { verdictsOf } from "../verdict.ts";
import { confusionCells } from "./confusion-cells.ts";
import { foldDots } from "./fold-dots.ts";
import { forestPlots } from "./forest-plot.ts";
import { count, figure, joinSentences, plural, range, seconds } from "./format.ts";
import { heatMap } from "./heat-map.ts";
import { lossCurves } from "./loss-curves.ts";
import { bestOf, chartedMetrics, directionOf, type ModelRow, metricNames, modelRows } from "./model-rows.ts";
import type { ReportContent, ReportFigure, ReportSection, ReportTable } from "./types.ts";

/** Printed name of the metric that ranks the whole catalogue. */
const ITEM_AUC = "auc";

/**
 * The report of an evaluation of several models: all figures beside the baselines, how much they vary between folds, how
 * sure the differences are, and everything needed to repeat it.
 *
 * Figures are means over folds. Metrics that a model lacks are a dash. The best of a column is marked where one end is
 * better (rmse, mae: the lowest); equal figures are all marked. `data.note` is what must be said beside every figure.
 */
export function compareReport(report: EvaluationReport, data: { name: string; note: string }): ReportContent {
  const { results, comparisons = [], threshold } = report;
  const rows = modelRows(results);
  const metrics = chartedMetrics(results);
  const trained = rows.flatMap(({ label, result }) => {
    const folds = result.folds.flatMap(({ name, losses }) => (losses ? [{ name, losses }] : []));
    return folds.length === 0 ? [] : [{ label, folds }];
  });
  const decided = rows.flatMap(({ label, result }) => (result.confusion ? [{ label, matrix: result.confusion }] : []));
  return {
    title: `Models compared on ${data.name}`,
    lead: leadOf(report, data.note),
    summary: verdictsOf(report),
    warnings: [
      ...report.warnings.map(({ message }) => message),
      ...results.flatMap(({ model, warnings = [] }) =>
        // Some messages begin with the model's name already.
        warnings.map(({ message }) => (message.startsWith(model) ? message : `${model}: ${message}`)),
      ),
    ],
    sections: [
      figuresSection(rows),
      { title: "Quality and time", charts: [heatMap(rows, metrics)] },
      ...sectionIf(metrics.length > 0, {
        title: "How much folds differ",
        charts: metrics.map((metric) => foldDots(rows, metric)),
      }),
      ...sectionIf(comparisons.length > 0, {
        title: "How sure the differences are",
        paragraphs: [
          "Both models of a comparison were measured on the same users; the interval comes from drawing users again and " +
            "again, with both their figures. Each interval stands for itself: the more of them there are, the likelier " +
            "it is that one misses zero by chance.",
        ],
        charts: forestPlots(comparisons),
      }),
      ...sectionIf(decided.length > 0, {
        title: "Right and wrong decisions",
        paragraphs: [
          `Liked means a value of at least ${threshold ?? "the threshold"}, before any transform. Counts of all folds together.`,
        ],
        charts: decided.map(({ label, matrix }) => confusionCells(label, matrix)),
      }),
      ...sectionIf(trained.length > 0, {
        title: "Training by epochs",
        paragraphs: [
          "The objective is what training makes small or large, as the model's page states it: on the rows it is fitted to, and " +
            "with penalties, which may grow while errors fall; " +
            "validation is measured on rows that are kept from it, and less is better. Where validation rises while the " +
            "objective falls, a model learns its rows by heart. Objectives of different models do not compare.",
        ],
        charts: trained.flatMap(({ label, folds }) => lossCurves(label, folds)),
      }),
      { title: "Options", table: optionsTable(rows) },
      { title: "Folds", folded: "Every figure of every fold", table: foldsTable(rows) },
    ],
  };
}

function leadOf({ dataset, protocol, results, transforms = [], threshold }: EvaluationReport, note: string): string {
  const folds = results[0]?.folds ?? [];
  const sentences = [
    ...(note === "" ? [] : [note]),
    `${count(dataset.users)} users, ${count(dataset.items)} items, ${plural(dataset.interactions, "interaction")}`,
    `Protocol ${protocol}: ${plural(folds.length, "fold")}, ${range(folds.map(({ users }) => users))} test users` +
      (folds.length > 1 ? " in each" : ""),
    ...(threshold === undefined ? [] : [`Liked from ${threshold}`]),
    ...(transforms.length === 0 ? [] : [`Values after ${transforms.join(", ")}`]),
  ];
  return joinSentences(sentences);
}

function figuresSection(rows: readonly ModelRow[]): ReportSection {
  const results = rows.map(({ result }) => result);
  const hasBaseline = results.some(({ model }) => isBaseline(model));
  const manyFolds = results.some(({ folds }) => folds.length > 1);
  const times = timeColumns(results);
  const blocks = Map.groupBy(
    metricNames(results).toSorted((a, b) => placeOf(a) - placeOf(b)),
    blockOf,
  );
  return {
    title: "All figures",
    paragraphs: [
      `${manyFolds ? "Means over folds. " : ""}The best of a column is bold, where one end of the metric is the better one.` +
        (hasBaseline ? " An asterisk marks a baseline: a model is worth what it adds to it." : "") +
        " Seconds are wall-clock time on one machine and no benchmark: to fit, to predict ratings, to rank lists.",
    ],
    tables: [
      ...[...blocks].map(([caption, metrics]) => ({
        caption,
        columns: ["model", ...metrics],
        rows: rows.map((row) => [row.label, ...metrics.map((metric) => bestFigure(metric, row, results))]),
      })),
      {
        caption: manyFolds ? "Seconds a fold" : "Seconds",
        columns: ["model", ...times.map(({ title }) => title)],
        rows: rows.map(({ label, result }) => [
          label,
          ...times.map(({ read }) => ({ figure: seconds(read(result.timings)) })),
        ]),
      },
    ],
  };
}

/** Errors, decisions, lists from the shortest to the longest, and the order of all items. */
function placeOf(metric: string): number {
  const [name = "", k] = metric.split("@");
  if (k !== undefined) return Number(k);
  if (name === ITEM_AUC) return Number.MAX_VALUE;
  return directionOf(name) === "lower" ? -1 : 0;
}

/** What a metric is about; metrics of the same block share a table. */
function blockOf(metric: string): string {
  const [name = "", k] = metric.split("@");
  if (k !== undefined)
    return directionOf(name) === "none" ? `What the first ${k} are made of` : `The first ${k} of each list`;
  if (directionOf(name) === "lower") return "Predicted ratings";
  return name === ITEM_AUC ? "The order of all items" : "Liked or not";
}

/** Compared as printed: figures that look the same are both the best. */
function bestFigure(metric: string, { result }: ModelRow, results: readonly ReportResult[]): ReportFigure {
  const best = bestOf(
    metric,
    results.map(({ metrics }) => metrics[metric]),
  );
  const text = figure(result.metrics[metric]);
  return { figure: text, best: best !== undefined && text === figure(best) };
}

function optionsTable(rows: readonly ModelRow[]): ReportTable {
  return {
    columns: ["model", "options"],
    rows: rows.map(({ label, result }) => {
      const options = Object.entries(result.options).map(([name, value]) => `${name}=${value}`);
      return [label, options.length === 0 ? "none" : options.join(", ")];
    }),
  };
}

function foldsTable(rows: readonly ModelRow[]): ReportTable {
  const results = rows.map(({ result }) => result);
  const metrics = metricNames(results);
  const times = timeColumns(results);
  const searched = rows.some(({ result }) => result.search !== undefined);
  return {
    columns: [
      "model",
      "fold",
      "test users",
      ...metrics,
      ...times.map(({ title }) => `${title}, s`),
      ...(searched ? ["chosen"] : []),
    ],
    rows: rows.flatMap(({ label, result }) =>
      result.folds.map((fold) => [
        label,
        fold.name,
        { figure: count(fold.users) },
        ...metrics.map((metric) => ({ figure: figure(fold.metrics[metric]) })),
        ...times.map(({ read }) => ({ figure: seconds(read(fold.timings)) })),
        ...(searched ? [(fold.set ?? []).join(" ")] : []),
      ]),
    ),
  };
}

function sectionIf(condition: boolean, section: ReportSection): ReportSection[] {
  return condition ? [section] : [];
}
