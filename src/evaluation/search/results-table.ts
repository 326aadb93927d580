import type { RankedSetting } from "./ranking.ts";
import type { SearchSummary } from "./summary.ts";

/** Settings in the table; the results file has all of them. */
const MOST_ROWS = 10;

/** Stands behind the name of a model whose options `evaluate` reads under the name before it. */
const HEAD = /\+head$/;

/**
 * Lays out a search as plain text: what was searched, the best settings with their mean validation figures, what the best
 * one reached on test beside the baseline, warnings, and last the options to copy. Ends in a line break.
 *
 * `ranked` are the settings, best first, and `searched` the options that have a column.
 */
export function formatSearchTable(
  summary: SearchSummary,
  ranked: readonly RankedSetting[],
  searched: readonly string[],
): string {
  const { model, metric, protocol, validation, baseline, warnings } = summary;
  const head = `${model}: ${metric} on validation data (${validation}${protocol === null ? "" : ` inside ${protocol}`})`;
  const others = Object.keys(ranked[0]?.metrics ?? {}).filter(
    (name) => name !== metric && /^(recall|ndcg|rmse|mae)/.test(name),
  );
  const metrics = [metric, ...others];
  const figures = (values: Readonly<Record<string, number>>) => metrics.map((name) => fixed(values[name]));
  const rows = [
    ["", "trial", ...searched, ...metrics],
    ...ranked.slice(0, MOST_ROWS).map(({ trial, set, metrics: values }, place) => {
      return [`${place + 1}`, `${trial}`, ...searched.map((key) => set[key] ?? "-"), ...figures(values)];
    }),
    [baseline.model, "", ...searched.map(() => ""), ...figures(baseline.validation)],
  ];
  const left = ranked.length - MOST_ROWS;
  const more = left > 0 ? `\n(and ${left} more)` : "";
  return `${[head, layOut(rows) + more, testLines(summary), warningLines(warnings), readyLines(summary)].filter((block) => block !== "").join("\n\n")}\n`;
}

function testLines({ metric, protocol, best, baseline, folds = [] }: SearchSummary): string {
  if (protocol === null) return "chosen on validation data; not a test figure";
  const where =
    folds.length > 1 ? `${protocol}, mean of ${folds.length} folds, each with its own best setting` : protocol;
  return `test (${where}): ${metric} ${fixed(best.test?.[metric])}, ${baseline.model} ${fixed(baseline.test?.[metric])}`;
}

function warningLines(warnings: SearchSummary["warnings"]): string {
  return warnings
    .filter(({ code }) => code !== "validation-only")
    .map(({ message }) => `warning: ${message}`)
    .join("\n");
}

/** The best setting as options to copy: those of `evaluate` name the model. */
function readyLines({ model, best }: SearchSummary): string {
  const name = model.replace(HEAD, "");
  const { transform = "none" } = best;
  const bent = transform === "none" ? [] : [`--transform ${shellQuoted(transform)}`];
  const evaluate = best.set.map((assignment) => `--set ${shellQuoted(`${name}.${assignment}`)}`);
  const train = best.set.map((assignment) => `--set ${shellQuoted(assignment)}`);
  return `evaluate: ${[...bent, ...evaluate].join(" ")}\ntrain:    ${[...bent, ...train].join(" ")}`;
}

function shellQuoted(text: string): string {
  return /^[\w.,=+:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function layOut(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, column))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function fixed(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "-" : value.toFixed(4);
}
