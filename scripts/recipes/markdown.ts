import { showFigure } from "./figures.ts";
import type { RecipeResult } from "./run-recipe.ts";

const NONE = "–";

/** Lays out what a recipe came to as Markdown, for its page: the table, what went wrong, warnings, and what is missing. */
export function layOutMarkdown(result: RecipeResult): string {
  const { title, data, steps, missing, networks, warnings, wentWrong } = result;
  const rows = steps.map(({ row, what, published, same, right }) => {
    return [row, what, published ?? NONE, same ? showFigure(same) : NONE, right ? showFigure(right) : NONE];
  });
  const head = ["row", "what", "the document (its protocol)", "ours (same protocol)", "ours (right protocol)"];
  const parts = [
    `${title}\n\nOurs: ${data}.`,
    table([head, ...rows]),
    `What went wrong in the document: ${wentWrong}`,
    section(
      "Its networks, and ours:",
      networks.map(({ row, there, here }) => `${row}: ${there}. Here: ${here}`),
    ),
    section(
      "Warnings that the commands gave:",
      warnings.map(({ code, protocol, message }) => `${code} (${protocol}): ${message}`),
    ),
    section(
      "Not in NearEdge yet:",
      missing.map(({ row, model }) => `${model}, row ${row}`),
    ),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [title, "", ...lines.map((line) => `- ${line}`)].join("\n");
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => {
    return `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  };
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
