import type { Column, Machine, Report, Row } from "./report.ts";

/** A table in Markdown, which reads as plain text too: the machine, the versions, and the rows by group. */
export function renderReport(
  title: string,
  report: Report,
  columns: readonly Column[],
  group: (row: Row) => string,
): string {
  const { machine, versions, settings, rows } = report;
  const groups = [...new Set(rows.map(group))];
  const tables = groups.map((name) => {
    const own = rows.filter((row) => group(row) === name);
    return `${name}\n\n${renderTable(columns, own)}`;
  });
  const [before, after] = machine.loadAverage;
  return [
    title,
    machineLine(machine),
    `load ${before} before, ${after} after · ${pairs(versions, " ")}`,
    pairs(settings, "="),
    "",
    tables.join("\n\n"),
    "",
  ].join("\n");
}

function machineLine({ cpu, cores, os, node, v8, date }: Machine): string {
  return `${cpu} · ${cores} cores · ${os} · Node ${node} (V8 ${v8}) · ${date}`;
}

function pairs(values: Readonly<Record<string, unknown>>, sign: string): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}${sign}${Array.isArray(value) ? value.join(",") : value}`)
    .join(" · ");
}

function renderTable(columns: readonly Column[], rows: readonly Row[]): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ text }) => text(row)))];
  const widths = columns.map((_, column) => Math.max(3, ...cells.map((line) => line[column]?.length ?? 0)));
  // Names to the left, figures to the right, notes to the left again.
  const isText = (column: number): boolean => column === 0 || column === columns.length - 1;
  const renderLine = (line: readonly string[]): string => {
    const padded = line.map((cell, column) => {
      const width = widths[column] ?? 0;
      return isText(column) ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, column) => (isText(column) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  const [head = [], ...body] = cells;
  return [renderLine(head), `| ${rule.join(" | ")} |`, ...body.map(renderLine)].join("\n");
}

/** A figure with three significant digits; a dash where there is none. */
export function figure(value: unknown): string {
  if (typeof value !== "number") return "–";
  if (value === 0) return "0";
  if (Math.abs(value) < 0.001) return value.toExponential(1);
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : value.toPrecision(3);
}

/** How many times faster than the peer: two significant digits and a sign; a dash where there is no peer. */
export function times(value: unknown): string {
  if (typeof value !== "number") return "–";
  return `${value >= 100 ? Math.round(value) : value.toPrecision(2)}×`;
}
