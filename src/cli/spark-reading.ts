import type { ReadReport } from "../data/dataset.ts";
import { say } from "./progress.ts";
import { leftOutLines, readingLines } from "./reading-lines.ts";

/** What the job says of its reading: `reading` of job.json. */
type Reading = Readonly<Record<string, unknown>>;

/** The same as our own readers report it. */
export function reportOf(reading: Reading, file: string): ReadReport {
  const count = (name: string): number => Number(reading[name] ?? 0);
  const columns = Object.entries(Object(reading.columns)).map(([part, name]) => {
    return [part, typeof name === "string" ? name : null] as const;
  });
  const notUsed = Array.isArray(reading.notUsed) ? reading.notUsed.map(String) : [];
  return {
    read: [
      { file, table: "interactions", columns: { ...Object.fromEntries(columns), event: null }, notUsed, notes: [] },
    ],
    rowsRead: count("rows"),
    badRows: count("badRows"),
    badRowExamples: Object.entries(Object(reading.badReasons)).map(([reason, rows]) => `${reason}: ${rows}`),
    duplicatesMerged: count("duplicates"),
    ...(count("nonPositive") > 0 ? { nonPositiveDropped: count("nonPositive") } : {}),
    ...(count("belowMinValue") > 0 ? { belowMinValue: count("belowMinValue") } : {}),
    catalogueOnlyItems: 0,
    uncataloguedItems: 0,
  };
}

/** Which columns were read, and what became of every row, on standard error. */
export function describeReading(report: ReadReport): void {
  for (const line of readingLines(report)) say(line);
  if (report.badRows > 0) say(`left out ${report.badRows} bad rows:\n  ${report.badRowExamples.join("\n  ")}`);
  for (const line of leftOutLines(report)) say(line);
  if (report.duplicatesMerged > 0) say(`merged ${report.duplicatesMerged} rows of the same user and item`);
}
