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
    `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption ?? name)}"><table>`,
    ...(caption === undefined ? [] : [`<caption>${escapeHtml(caption)}</caption>`]),
    `<thead><tr>${heads.join("")}</tr></thead>`,
    `<tbody>\n${lines.join("\n")}\n</tbody></table></div>`,
  ].join("\n");
}

function renderCell(cell: string | number | ReportFigure, column: number): string {
  const kind = isFigure(cell) ? ' class="figure"' : "";
  const text = escapeHtml(typeof cell === "object" ? cell.figure : String(cell));
  if (column === 0) return `<th scope="row"${kind}>${text}</th>`;
  return `<td${kind}>${typeof cell === "object" && cell.best ? `<strong>${text}</strong>` : text}</td>`;
}

function isFigure(cell: string | number | ReportFigure | undefined): boolean {
  return typeof cell === "number" || typeof cell === "object";
}
