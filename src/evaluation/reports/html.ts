import type { ReportFigure, ReportTable } from "./types.ts";

/** Text as it may stand in HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A table that scrolls sideways where it is wider than the page. The first cell of each row is its heading.
 * `name` is what a screen reader calls it where it has no caption.
 */
export function renderTable({ caption, columns, rows }: ReportTable, name: string): string {
  const isFigures = columns.map((_, column) => rows.length > 0 && rows.every((row) => isFigure(row[column])));
  const heads = columns.map((text, column) => {
    return `<th scope="col"${isFigures[column] ? ' class="figure"' : ""}>${escapeHtml(text)}</th>`;
  });
  const lines = rows.map((row) => `<tr>${row.map((cell, column) => renderCell(cell, column)).join("")}</tr>`);
  // The frame can have the focus, so that it can be scrolled without a mouse.
  return [
    // The style sheet shows it where the page is narrower than that.
    `<p class="hint" aria-hidden="true" style="--table: ${tableWidth(columns, rows)}px">The table scrolls sideways.</p>`,
    `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption ?? name)}"><table>`,
    ...(caption === undefined ? [] : [`<caption>${escapeHtml(caption)}</caption>`]),
    `<thead><tr>${heads.join("")}</tr></thead>`,
    `<tbody>\n${lines.join("\n")}\n</tbody></table></div>`,
  ].join("\n");
}

/** Width of a digit in tables and of what stands around a cell, in px; words break, but not below their least width. */
const DIGIT = 8;
/** Width of a letter in the heading of a column, which is bold. */
const HEADING = 8.8;
const AROUND = 24;
const LEAST_TEXT = 152;

/** The least width of a table by the estimate of its longest words, in px. */
function tableWidth(columns: ReportTable["columns"], rows: ReportTable["rows"]): number {
  const width = columns.reduce((sum, title, column) => {
    const cells = rows.map((row) => row[column]);
    const inWords = cells.length === 0 || !cells.every(isFigure);
    // Figures and the heading over them do not break.
    const heading = longest(title, inWords);
    const parts = cells.map((cell) => longest(textOf(cell), !isFigure(cell)));
    const content = Math.max(HEADING * heading, DIGIT * Math.max(0, ...parts));
    return sum + AROUND + Math.max(content, inWords ? LEAST_TEXT - AROUND : 0);
  }, 0);
  return Math.ceil(width);
}

/** Characters of the longest word, or of the whole text where it does not break. */
function longest(text: string, breaks: boolean): number {
  return Math.max(...(breaks ? text.split(" ") : [text]).map((part) => part.length));
}

function textOf(cell: string | number | ReportFigure | undefined): string {
  return typeof cell === "object" ? cell.figure : String(cell ?? "");
}

function renderCell(cell: string | number | ReportFigure, column: number): string {
  const kind = isFigure(cell) ? ' class="figure"' : "";
  const text = escapeHtml(textOf(cell));
  if (column === 0) return `<th scope="row"${kind}>${text}</th>`;
  return `<td${kind}>${typeof cell === "object" && cell.best ? `<strong>${text}</strong>` : text}</td>`;
}

function isFigure(cell: string | number | ReportFigure | undefined): boolean {
  return typeof cell === "number" || typeof cell === "object";
}
