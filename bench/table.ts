import type { BundleFile, Column, Machine, Report, Row } from "./report.ts";

/** A table in Markdown, which reads as plain text too: the machine, the versions, and the rows by group. */
export function renderReport(
  title: string,
  report: Report,
  columns: readonly Column[],
  group: (row: Row) => string,
): string {
  const { machine, versions, settings, rows, bundle = [] } = report;
  const groups = [...new Set(rows.map(group))];
  const tables = groups.map((name) => {
    const own = rows.filter((row) => group(row) === name);
    return `${name}\n\n${renderTable([columns.map(({ title }) => title), ...cellsOf(columns, own)])}`;
  });
  if (bundle.length > 0) tables.push(`The worker's bundle\n\n${renderTable(bundleCells(bundle))}`);
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

function cellsOf(columns: readonly Column[], rows: readonly Row[]): string[][] {
  return rows.map((row) => columns.map(({ text }) => text(row)));
}

function bundleCells(files: readonly BundleFile[]): string[][] {
  const sum = (of: (file: BundleFile) => number): number => files.reduce((total, file) => total + of(file), 0);
  const total = {
    file: "all",
    byteLength: sum((one) => one.byteLength),
    gzipByteLength: sum((one) => one.gzipByteLength),
  };
  const lines = [...files, total].map(({ file, byteLength, gzipByteLength }) => [
    file,
    byteLength.toLocaleString("en-GB"),
    gzipByteLength.toLocaleString("en-GB"),
    `${(gzipByteLength / 1024).toFixed(1)} KiB`,
  ]);
  return [["file", "bytes", "gzip bytes", "gzip"], ...lines];
}

/** Lines of cells, the first one the head: the first and last column to the left, figures between them to the right. */
function renderTable(lines: readonly (readonly string[])[]): string {
  const [head = [], ...body] = lines;
  const widths = head.map((_, column) => Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)));
  const isText = (column: number): boolean => column === 0 || column === head.length - 1;
  const renderLine = (line: readonly string[]): string => {
    const padded = line.map((cell, column) => {
      const width = widths[column] ?? 0;
      return isText(column) ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, column) => (isText(column) ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
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
