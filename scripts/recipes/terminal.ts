import { showFigure } from "./figures.ts";
import type { RecipeResult, StepResult } from "./run-recipe.ts";

/** Columns where nobody says how wide the terminal is, and the fewest that are written into. */
const DEFAULT_WIDTH = 100;
const LEAST_WIDTH = 40;

/** What stands before each figure; the longest says how far all are set in. */
const LABELS = { published: "the document", same: "ours, as there", right: "ours, rightly" } as const;
const LABEL_WIDTH = Math.max(...Object.values(LABELS).map((label) => label.length)) + 2;
const ROW_WIDTH = 5;

/**
 * Lays out what a recipe came to for a terminal of `width` columns: each row of the document with its figures below one
 * another, then what went wrong, warnings, and what is missing. Nothing is wider but single words. Ends in a line break.
 */
export function layOutForTerminal(result: RecipeResult, width: number = DEFAULT_WIDTH): string {
  const columns = Math.max(LEAST_WIDTH, width);
  const { title, data, steps, missing, networks, warnings, wentWrong } = result;
  const parts = [
    [...wrap(title, columns), "", ...wrap(`Ours: ${data}.`, columns)],
    steps.flatMap((step, at) => stepLines(step, steps[at - 1]?.row, columns)).slice(0, -1),
    section("What went wrong in the document", [wentWrong], columns),
    section(
      "Its networks, and ours",
      networks.map(({ row, there, here }) => `${row.padEnd(ROW_WIDTH)}${there}. Here: ${here}`),
      columns,
    ),
    section(
      "Warnings that the commands gave",
      warnings.map(({ code, protocol, message }) => `${code} (${protocol}): ${message}`),
      columns,
    ),
    section(
      "Not in NearEdge yet",
      missing.map(({ row, model }) => `${row.padEnd(ROW_WIDTH)}${model}`),
      columns,
    ),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** The name of the row stands before its first step only. */
function stepLines(
  { row, what, published, same, right }: StepResult,
  before: string | undefined,
  width: number,
): string[] {
  const name = row === before ? "" : row;
  const cells = [
    [LABELS.published, published],
    [LABELS.same, same && showFigure(same)],
    [LABELS.right, right && showFigure(right)],
  ] as const;
  return [
    ...hang(name.padEnd(ROW_WIDTH), what, width),
    ...cells.flatMap(([label, text]) => {
      return text === null ? [] : hang(" ".repeat(ROW_WIDTH) + label.padEnd(LABEL_WIDTH), text, width);
    }),
    "",
  ];
}

function section(title: string, paragraphs: readonly string[], width: number): string[] {
  if (paragraphs.length === 0) return [];
  return [title, ...paragraphs.flatMap((text) => ["", ...hang("  ", text, width)])];
}

/** A text behind a prefix, its further lines set in as far. */
function hang(prefix: string, text: string, width: number): string[] {
  return wrap(text, width - prefix.length).map((line, at) => {
    return `${at === 0 ? prefix : " ".repeat(prefix.length)}${line}`.trimEnd();
  });
}

/** Lines of at most `width` characters, broken at spaces; a longer word has a line of its own. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
