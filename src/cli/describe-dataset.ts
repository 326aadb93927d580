import type { Dataset } from "../data/dataset.ts";
import { say } from "./progress.ts";
import { leftOutLines, readingLines } from "./reading-lines.ts";

/** What was read, and what became of every row, on standard error. */
export function describeDataset({ name, note, interactions, report }: Dataset): void {
  const { userIds, itemIds, users, feedback } = interactions;
  say(
    `${name}${note ? ` (${note})` : ""}: ${userIds.size} users, ${itemIds.size} items, ${users.length} interactions (${feedback})`,
  );
  for (const line of readingLines(report)) say(line);
  for (const text of report.notes ?? []) say(`note: ${text}`);
  if (report.badRows > 0) say(`left out ${report.badRows} bad rows:\n  ${report.badRowExamples.join("\n  ")}`);
  const { implicitRowsDropped = 0, filtered } = report;
  if (implicitRowsDropped > 0) say(`left out ${implicitRowsDropped} rows that are no rating (a rating of 0)`);
  for (const line of leftOutLines(report)) say(line);
  if (filtered) {
    say(`filtered out ${filtered.users} users, ${filtered.items} items and ${filtered.interactions} interactions`);
  }
  if (report.duplicatesMerged > 0) say(`merged ${report.duplicatesMerged} rows of the same user and item`);
  const { coldItems = 0 } = report;
  if (coldItems > 0) say(`kept ${coldItems} items without interactions`);
  if (report.catalogueOnlyItems > 0) say(`left out ${report.catalogueOnlyItems} items without interactions`);
  if (report.tableOnlyUsers) say(`left out ${report.tableOnlyUsers} users of the table who took nothing`);
  if (report.untabledUsers) say(`${report.untabledUsers} users are not in the table of users`);
  if (report.uncataloguedItems > 0) say(`${report.uncataloguedItems} items are not in the catalogue`);
}
